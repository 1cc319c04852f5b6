/** Long lists are filled a few rows at a time, so that the page answers meanwhile. Here is what has no row yet. */

const SLICE_MS = 20;
const SLICE_ROWS = 100;
const left = new WeakMap(); // of a list that is being filled: the values without a row
const running = new Set();
let tell = () => {};

/** Have `told(done, all)` called after each few rows. */
export function tellOfFilling(told) {
  tell = told;
}

/** The values that belong to a list and have no row yet. */
export const valuesLeft = (list) => left.get(list) ?? [];

/** Whether a list, or any, is being filled. */
export const isFilling = (list) => (list ? left.has(list) : running.size > 0);

/** Let the values without a row go: the list gets others. */
export function leaveOff(list) {
  left.delete(list);
  list.removeAttribute("aria-busy");
}

/** Resolves once no list is being filled. Rejects where one could not be. */
export async function allFilled() {
  while (running.size) await Promise.all(running);
}

/**
 * Have `make(value, index)` make a row of each value, and `append(rows)` put a few of them into the list.
 * Resolves to whether all got there: others may have taken the place of the list's items meanwhile.
 */
export function fillLater(list, values, make, append) {
  const filling = fillOn(list, values, make, append);
  running.add(filling);
  const ended = () => running.delete(filling);
  filling.then(ended, ended);
  return filling;
}

async function fillOn(list, values, make, append) {
  const mine = [...values];
  left.set(list, mine);
  list.setAttribute("aria-busy", "true");
  try {
    while (mine.length) {
      tell(values.length - mine.length, values.length);
      await pause();
      if (left.get(list) !== mine) return false;
      append(slice(mine, values.length, make));
    }
    return true;
  } finally {
    if (left.get(list) === mine) leaveOff(list);
  }
}

/** Rows of the first values, which are taken away: as many as can be made before the page would seem to stand still. */
function slice(mine, all, make) {
  const [rows, start] = [[], performance.now()];
  while (mine.length && rows.length < SLICE_ROWS && performance.now() - start < SLICE_MS) {
    rows.push(make(mine.shift(), all - mine.length - 1));
  }
  return rows;
}

/* No frame is waited for: in a window that nobody sees none comes. */
const pause = () => new Promise((done) => setTimeout(done));
