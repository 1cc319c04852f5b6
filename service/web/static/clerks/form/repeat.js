/** The next paper from the last: what the hints of the type say is kept, moved on or brought up for review. */

/**
 * A new payload from that of last month. `how` is {needs, keep, next_month, forget, review}. Returns {payload, kept, moved,
 * review, missing}: the keys that were kept, the months by key ("" where there was none to go on from), the key under
 * which something is to be reviewed, null where nothing is, and the keys without which `last` is no such paper.
 */
export function nextPaper(last, how) {
  const next = {};
  for (const path of how.keep ?? []) keep(next, last, path.split("."));
  const kept = Object.keys(next);
  const moved = Object.fromEntries((how.next_month ?? []).map((key) => [key, monthAfter(last[key])]));
  for (const [key, month] of Object.entries(moved)) if (month) next[key] = month;
  for (const [key, fields] of Object.entries(how.forget ?? {})) {
    if (Array.isArray(next[key])) next[key] = next[key].map((item) => without(item, fields));
  }
  const review = Array.isArray(last[how.review?.from]) && last[how.review.from].length ? how.review.to : null;
  if (review) next[review] = last[how.review.from].map((item) => only(item, how.review.fields));
  const missing = (how.needs ?? []).filter((key) => typeof last[key] !== "string");
  return { payload: next, kept, moved, review, missing };
}

function keep(next, last, [key, ...rest]) {
  if (last?.[key] === undefined || last[key] === null) return;
  if (rest.length === 0) next[key] = last[key];
  else if (rest[0] in Object(last[key])) keep((next[key] ??= {}), last[key], rest);
}

function monthAfter(month) {
  const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
  if (!year) return "";
  return number === "12" ? `${Number(year) + 1}-01` : `${year}-${String(Number(number) + 1).padStart(2, "0")}`;
}

const without = (item, fields) => Object.fromEntries(Object.entries(Object(item)).filter(([key]) => !fields.includes(key)));
const only = (item, fields) => Object.fromEntries(Object.entries(Object(item)).filter(([key]) => fields.includes(key)));
