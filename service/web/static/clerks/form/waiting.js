/** Long lists are filled a few rows at a time, so that the page answers meanwhile. Here is what has no row yet. */

const SLICE_MS = 20;
const SLICE_ROWS = 100;
const TOGETHER = 500;
const left = new WeakMap(); // of a list that is being filled: the values without a row
const running = new Set();
let tell = () => {};

/** Have `told(done, all)` called after each few rows, and in the end, whatever that is, with two equal numbers. */
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
 * Have `make(value, index)` make a row of each value beyond the first `from`, `append(rows)` put several into the list.
 * Resolves to whether all got there: others may have taken the place of the list's items meanwhile.
 */
export function fillLater(list, values, from, make, append) {
  const filling = fillOn(list, values, from, make, append);
  running.add(filling);
  const ended = () => running.delete(filling);
  filling.then(ended, ended);
  return filling;
}

async function fillOn(list, values, from, make, append) {
  const [mine, count] = [values.slice(from), values.length];
  let made = []; // the rows of the first of them: they go into the page together, for each time all of it is laid out
  left.set(list, mine);
  list.setAttribute("aria-busy", "true");
  try {
    while (mine.length) {
      tell(count - mine.length + made.length, count);
      await pause();
      if (left.get(list) !== mine) return false;
      makeSome(mine, made, (value) => make(value, count - mine.length + made.length));
      if (made.length < Math.min(TOGETHER, mine.length)) continue;
      mine.splice(0, made.length);
      append(made);
      made = [];
    }
    return true;
  } finally {
    if (left.get(list) === mine) leaveOff(list);
    tell(count, count);
  }
}

/** Make more rows: as many as can be made before the page would seem to stand still. */
function makeSome(values, made, make) {
  const [start, enough] = [performance.now(), Math.min(made.length + SLICE_ROWS, values.length)];
  while (made.length < enough && performance.now() - start < SLICE_MS) made.push(make(values[made.length]));
}

/* No frame is waited for: in a window that nobody sees none comes. */
const pause = () => new Promise((done) => setTimeout(done));
