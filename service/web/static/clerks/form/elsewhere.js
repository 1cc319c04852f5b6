/** The same type of paper is edited in another window: there is one draft, so one of them waits until the clerk says. */

import { listenToOthers } from "./draft.js";

const notice = () => document.getElementById("elsewhere");
let other = null;

/** Whether the draft is that of another window now, and must not be overwritten from here. */
export const isElsewhere = () => other !== null;

/** Listen to other windows. `mine()` is the payload here, `keep()` keeps it as the draft, `take(payload)` shows another, `tell()`
    says that it is so. */
export function listenToElsewhere(slug, { mine, keep, take, tell }) {
  listenToOthers(slug, ({ payload }) => {
    if (!payload || (other === null && JSON.stringify(payload) === JSON.stringify(mine()))) return;
    if (other === null) tell();
    other = payload;
    notice().hidden = false;
  });
  const decide = (id, run) =>
    document.getElementById(id).addEventListener("click", () => {
      const theirs = other;
      forgetElsewhere();
      run(theirs);
    });
  decide("elsewhere-keep", keep);
  decide("elsewhere-take", take);
}

/** There is no draft of another window any more. */
export function forgetElsewhere() {
  other = null;
  notice().hidden = true;
}
