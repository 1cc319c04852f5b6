/** The next paper from the last: what the hints of the type say is kept, moved on or brought up for review. */

/** A new payload from that of last month. `how` is {keep, next_month, forget, review}. */
export function nextPaper(last, how) {
  const next = {};
  for (const path of how.keep ?? []) keep(next, last, path.split("."));
  for (const key of how.next_month ?? []) if (last[key]) next[key] = monthAfter(last[key]);
  for (const [key, fields] of Object.entries(how.forget ?? {})) {
    if (next[key]) next[key] = next[key].map((item) => without(item, fields));
  }
  if (how.review && last[how.review.from]?.length) {
    next[how.review.to] = last[how.review.from].map((item) => only(item, how.review.fields));
  }
  return next;
}

function keep(next, last, [key, ...rest]) {
  if (last?.[key] === undefined || last[key] === null) return;
  if (rest.length === 0) next[key] = last[key];
  else keep((next[key] ??= {}), last[key], rest);
}

function monthAfter(month) {
  const [year, number] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

const without = (item, fields) => Object.fromEntries(Object.entries(item).filter(([key]) => !fields.includes(key)));
const only = (item, fields) => Object.fromEntries(Object.entries(item).filter(([key]) => fields.includes(key)));
