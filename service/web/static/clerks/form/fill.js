/** From a payload to the form. */

import { forget, valueOf } from "./collect.js";
import { appendItems, newItem, replaceItems } from "./lists.js";
import { controlOf, nodesBelow, placeOf } from "./nodes.js";
import { text } from "./texts.js";
import { shown } from "./values.js";
import { fillLater } from "./waiting.js";

const AT_ONCE = 60; // items that a list gets before the page is drawn again

/** Fill the whole form; what the payload does not have becomes blank. Returns the names of what has no place: all of
    them once long lists are filled (allFilled). */
export function fill(root, payload) {
  const strange = [];
  fillGroup(root, payload, "", strange);
  for (const fold of root.querySelectorAll("details[data-fold]")) fold.open = hasContent(fold);
  return strange;
}

/** Fill one item or group; the same. `path` says in the words of the form where it stands. */
export function fillGroup(group, value, path, strange) {
  const fields = value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
  if (fields !== value && value !== undefined && value !== null) strange.push(path);
  const left = new Set(Object.keys(fields));
  for (const node of nodesBelow(group)) {
    const { key } = node.dataset;
    left.delete(key);
    fillNode(node, Object.hasOwn(fields, key) ? fields[key] : undefined, within(path, node.dataset.title), strange);
  }
  for (const key of left) if (!isComputed(group, key)) strange.push(within(path, `“${key}”`));
}

/** “Danh sách đảng viên, dòng 3, Ngày sinh” */
const within = (path, name) => (path ? `${path}, ${name}` : name);

/** Fill any node; the same. */
export function fillNode(node, value, path, strange) {
  if (node.dataset.node === "leaf") fillLeaf(node, value, path, strange);
  else if (node.dataset.node === "group") fillGroup(node, value, path, strange);
  else fillList(node, value, path, strange);
}

function fillList(list, value, path, strange) {
  const values = Array.isArray(value) ? value : [];
  if (values !== value && value !== undefined && value !== null) strange.push(path);
  replaceItems(list, []);
  appendValues(list, values, path, strange);
}

/** Add items with these values, the first at once; the promise tells whether all the others came as well. */
export function appendValues(list, values, path, strange) {
  const before = placeOf(list).childElementCount;
  const make = (value, index) => {
    const item = newItem(list);
    fillGroup(item, value, within(path, text("line", { n: before + index + 1 })), strange);
    valueOf(item); // reading them all in the end would hold the page up
    return item;
  };
  const append = (items) => {
    appendItems(list, items);
    forget(list);
  };
  append(values.slice(0, AT_ONCE).map(make));
  return values.length > AT_ONCE ? fillLater(list, values, AT_ONCE, make, append) : Promise.resolve(true);
}

function fillLeaf(leaf, value, path, strange) {
  const control = controlOf(leaf);
  const absent = value === undefined || value === null;
  if (leaf.dataset.control === "check") {
    control.checked = typeof value === "boolean" ? value : "ticked" in leaf.dataset;
    return;
  }
  const text = absent ? "" : shown(leaf.dataset.control, value);
  control.value = text ?? "";
  if (text === null || (control.localName === "select" && control.value !== text)) {
    control.value = "";
    strange.push(path);
  }
  const tick = leaf.querySelector("[data-tick]");
  if (tick) {
    tick.checked = control.value === tick.dataset.tick;
    control.hidden = tick.checked;
  }
}

/** Whether a key is shown as computed, so that nothing is lost when it is not taken over. */
function isComputed(group, key) {
  const found = [...group.querySelectorAll("[data-derived]")];
  return found.some((element) => element.dataset.key === key);
}

function hasContent(fold) {
  const typed = [...fold.querySelectorAll("input[type=text], textarea, select")].some((control) => control.value !== "");
  return typed || fold.querySelector("[data-items] > *") !== null;
}
