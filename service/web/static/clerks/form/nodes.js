/** The form as a tree that follows the payload: elements with data-node (leaf, group, list) and data-key. */

import { arrange } from "./rooms.js";

/** The nodes next below an element, in the order of the page. */
export function* nodesBelow(element) {
  for (const child of element.children) {
    if (child.dataset.node) yield child;
    else yield* nodesBelow(child);
  }
}

/** The node with a key next below a group or the root. */
export function childOf(group, key) {
  for (const node of nodesBelow(group)) if (node.dataset.key === key) return node;
  return undefined;
}

/** The element that holds the items of a list. */
export const placeOf = (list) => list.querySelector("[data-items]");

/** The items of a list. */
export const itemsOf = (list) => [...placeOf(list).children];

/** The input, select or text area of a leaf. */
export const controlOf = (leaf) => leaf.querySelector("select, textarea, input:not([data-tick])");

/** The group around a node: that to which its key belongs. */
export const groupAround = (element) => element.parentElement.closest("[data-node=group], [data-root]");

/** Where the focus goes for a node: its control, or the first that is in it. */
export function focusable(node) {
  return node.querySelector("select:not([hidden]), textarea, input:not([hidden]), button") ?? node;
}

/** Open whatever hides an element. */
export function reveal(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (element.closest(".rare")) showColumns(element.closest("[data-node=list]"), true);
}

/** Show or hide the columns of a table that are rarely used. */
export function showColumns(list, shown) {
  list.classList.toggle("all-columns", shown);
  arrange(list);
  list.querySelector(":scope > .actions [data-do=columns]")?.setAttribute("aria-pressed", String(shown));
}
