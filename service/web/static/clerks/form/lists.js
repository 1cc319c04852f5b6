/** Items of lists: cloned from a template, numbered, moved, removed. */

import { itemsOf, placeOf } from "./nodes.js";
import { watchRooms } from "./rooms.js";
import { leaveOff } from "./waiting.js";

const REFERENCES = ["for", "aria-labelledby", "aria-describedby"];
const MANY = 40; // more rows than a screen or two shows
const NAMED = "[id], [for], [aria-labelledby], [aria-describedby]";
let clones = 0;

/** A new item of a list; it stands nowhere yet. */
export function newItem(list) {
  const clone = document.importNode(templateOf(list).content.firstElementChild, true);
  rename(clone, `-${++clones}`);
  if (list.dataset.rows === undefined) watchRooms(clone);
  return clone;
}

const templateOf = (list) => [...list.children].find((child) => child.localName === "template");

/** Give ids an ending of their own, there and where they are referred to, also in templates within. */
function rename(item, ending) {
  const [parts, own] = [[], new Set()];
  for (const element of item.querySelectorAll(NAMED)) {
    parts.push(element);
    if (element.id) own.add(element.id);
  }
  renameParts(parts, own, ending);
  for (const template of item.querySelectorAll("template")) renameWithin(template.content, own, ending);
}

function renameWithin(part, own, ending) {
  renameParts(part.querySelectorAll(NAMED), own, ending);
  for (const template of part.querySelectorAll("template")) renameWithin(template.content, own, ending);
}

function renameParts(parts, own, ending) {
  for (const element of parts) {
    if (own.has(element.id)) element.id += ending;
    for (const name of REFERENCES) {
      const ids = element.getAttribute(name);
      if (ids) element.setAttribute(name, ids.split(" ").map((id) => (own.has(id) ? id + ending : id)).join(" "));
    }
  }
}

/** Add one blank item at the end; returns it. */
export function addItem(list) {
  const item = newItem(list);
  appendItems(list, [item]);
  return item;
}

/** Add items at the end. */
export function appendItems(list, items) {
  const first = placeOf(list).childElementCount;
  placeOf(list).append(...items);
  number(items, first);
  tellCount(list, first + items.length);
}

/** Put `items` in place of all that there are and of those that were still to come. */
export function replaceItems(list, items) {
  leaveOff(list);
  const all = document.createDocumentFragment();
  all.append(...items);
  placeOf(list).replaceChildren(all);
  renumber(list);
}

/** Remove an item; returns a function that puts it back. */
export function removeItem(list, item) {
  const next = item.nextElementSibling;
  item.remove();
  renumber(list);
  return () => {
    placeOf(list).insertBefore(item, next?.isConnected ? next : null);
    renumber(list);
    return item;
  };
}

/** Move an item by one place, up (-1) or down (1); returns its place from 1, 0 where it cannot be moved. */
export function moveItem(list, item, by) {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return 0;
  if (by < 0) other.before(item);
  else other.after(item);
  renumber(list);
  return itemsOf(list).indexOf(item) + 1;
}

function renumber(list) {
  const items = itemsOf(list);
  number(items, 0);
  tellCount(list, items.length);
}

function number(items, first) {
  items.forEach((item, index) => {
    const place = item.localName === "tr" ? item.firstElementChild : item.querySelector("[data-number]");
    const words = String(first + index + 1);
    if (place.textContent !== words) place.textContent = words; // what is the same need not be drawn anew
  });
}

function tellCount(list, count) {
  list.classList.toggle("many", count > MANY);
  list.querySelector("[data-count]").textContent = count ? `(${count})` : "";
}
