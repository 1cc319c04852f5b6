/** Tables that have too little room for their columns show their rows as cards. */

const needs = new WeakMap();
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) arrange(target);
});

/** Watch all tables in a part of the form. */
export function watchRooms(part) {
  for (const list of part.querySelectorAll("[data-rows]")) watcher.observe(list);
}

/** Show the rows of a table as its width allows. */
export function arrange(list) {
  const width = list.clientWidth;
  if (width) list.classList.toggle("stacked", width < needOf(list));
}

/** The width in pixels that the columns which are shown need: what the style sheet says of their headings. */
function needOf(list) {
  const all = list.classList.contains("all-columns");
  const known = needs.get(list) ?? {};
  known[all] ??= [...list.querySelectorAll(":scope > .rows > thead th")]
    .filter((heading) => all || !heading.classList.contains("rare"))
    .reduce((sum, heading) => sum + parseFloat(getComputedStyle(heading).flexBasis), 0);
  needs.set(list, known);
  return known[all];
}

