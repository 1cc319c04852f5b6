/** From the form to a payload. What is blank is absent; what is shown as computed is never sent. */

import { childOf, controlOf, itemsOf, nodesBelow } from "./nodes.js";
import { read, Unread } from "./values.js";
import { valuesLeft } from "./waiting.js";

/* What each item holds: {value, unread}. A list of hundreds of people is read once; after that only what changes. */
const readItems = new WeakMap();

/** What an item that holds this element was found to hold is no longer so. An item need not stand on the page yet. */
export function forget(element) {
  for (let item = element.closest("[data-item]"); item; item = item.parentElement?.closest("[data-item]")) {
    readItems.delete(item);
  }
}

/** The payload of the form, which is not to be changed. Leaves whose text cannot be read are added to `unread`. */
export const collected = (root, unread = new Set()) => fieldsOf(root, unread);

/** The value of a node, undefined where it is blank. */
export function valueOf(node, unread = new Set()) {
  if (node.dataset.node === "leaf") return leafValue(node, unread);
  if (node.dataset.node === "list") return listValue(node, unread);
  if ("item" in node.dataset) return itemValue(node, unread);
  const fields = fieldsOf(node, unread);
  // a required group is sent though it is blank: then the service tells what is missing in it
  return "required" in node.dataset || !isEmpty(fields) ? fields : undefined;
}

function itemValue(item, unread) {
  let known = readItems.get(item);
  if (!known) {
    const own = new Set();
    known = { value: fieldsOf(item, own), unread: own };
    readItems.set(item, known);
  }
  for (const leaf of known.unread) unread.add(leaf);
  return known.value;
}

/** Whether nothing is typed in a node. */
export const isBlank = (node) => isEmpty(valueOf(node));

/** The items that are sent: blank rows are left out. */
export const filledItems = (list) => itemsOf(list).filter((item) => !isBlank(item));

/** Whether a value says nothing: groups that are only sent because they must be there do not count. */
export function isEmpty(value) {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

function fieldsOf(group, unread) {
  const fields = {};
  for (const node of nodesBelow(group)) {
    const value = valueOf(node, unread);
    if (value !== undefined) fields[node.dataset.key] = value;
  }
  return fields;
}

function listValue(list, unread) {
  const rows = itemsOf(list).map((item) => valueOf(item, unread));
  const values = [...rows, ...valuesLeft(list)].filter((value) => !isEmpty(value));
  return values.length ? values : undefined;
}

function leafValue(leaf, unread) {
  const control = controlOf(leaf);
  if (leaf.dataset.control === "check") {
    return control.checked === "ticked" in leaf.dataset ? undefined : control.checked;
  }
  const value = read(leaf.dataset.control, control.value);
  if (value instanceof Unread) {
    unread.add(leaf);
    return value.text;
  }
  return value === undefined && "null" in leaf.dataset ? null : value;
}

/** The node that a JSON Pointer leads to, or the last on the way; `rest` are the steps within it. */
export function nodeAt(root, pointer) {
  const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  let node = root;
  while (steps.length && node.dataset.node !== "leaf") {
    const next = node.dataset.node === "list" ? filledItems(node)[Number(steps[0])] : childOf(node, steps[0]);
    if (!next) break;
    node = next;
    steps.shift();
  }
  return { node, rest: steps };
}
