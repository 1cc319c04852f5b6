/** The list of the drafts that this browser keeps, each to be opened or erased. */

import { eraseDraft, keptDraft, keptSlugs, spokenTime } from "./draft.js";

const list = () => document.querySelector("[data-kept]");
const lines = () => [...list().querySelectorAll("[data-draft]")];

/** The slugs of the drafts in the list: all but that of the form on this page. */
export const listedSlugs = () => keptSlugs().filter((slug) => slug !== list().dataset.but);

/** Show the drafts that there are now. */
export function showKept() {
  const slugs = listedSlugs();
  for (const line of lines()) {
    const mine = slugs.filter((slug) => lineOf(slug) === line);
    line.hidden = mine.length === 0;
    const when = line.querySelector("[data-when]");
    const saved = mine.length && when ? keptDraft(mine[0])?.saved : null;
    if (when) when.textContent = saved ? list().dataset.saved.replace("{when}", spokenTime(saved)) : "";
  }
  list().querySelector("[data-kept-count]").textContent = `(${slugs.length})`;
  list().hidden = slugs.length === 0;
}

/** A draft that cannot be read, or of a type that is no longer made, has no line of its own. */
function lineOf(slug) {
  const own = keptDraft(slug)?.damaged ? null : lines().find((line) => line.dataset.draft === slug);
  return own ?? lines().find((line) => line.dataset.draft === "");
}

/** Show the list and listen to its buttons. */
export function listenToKept() {
  list().addEventListener("click", ({ target }) => {
    const line = target.closest("[data-forget]")?.closest("[data-draft]");
    const what = line?.querySelector("a, span").textContent;
    const { ask, askAll, gone, allGone } = list().dataset;
    if (line) forget(listedSlugs().filter((slug) => lineOf(slug) === line), ask, gone, what);
    else if (target.closest("[data-forget-all]")) forget(listedSlugs(), askAll, allGone);
  });
  // another window may have kept or erased one
  window.addEventListener("storage", showKept);
  showKept();
}

function forget(slugs, ask, gone, what = "") {
  if (!confirm(ask.replace("{what}", what))) return;
  for (const slug of slugs) eraseDraft(slug);
  showKept();
  const told = document.querySelector("[data-kept-told]");
  told.textContent = gone.replace("{what}", what);
  (list().hidden ? document.getElementById("noi-dung") : list().querySelector("summary")).focus();
}
