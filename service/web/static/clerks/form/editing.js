/** What buttons within the form do: add, move and remove items, ticks, columns, parts to be emptied. */

import { forget, valueOf } from "./collect.js";
import { fillGroup, fillNode } from "./fill.js";
import { addItem, moveItem, removeItem, replaceItems } from "./lists.js";
import { controlOf, focusable, itemsOf, showColumns } from "./nodes.js";
import { text } from "./texts.js";
import { isFilling } from "./waiting.js";

/** Listen to the form. `changed()` is called after each change, `say(words, button)` tells what was done. */
export function listenToButtons(form, changed, say) {
  for (const kind of ["input", "change"]) form.addEventListener(kind, ({ target }) => forget(target), { capture: true });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const list = button.closest("[data-node=list]");
    if (list && isFilling(list) && !WHILE_FILLING.includes(button.dataset.do)) return; // rows are still coming
    forget(button); // before it acts: what is removed no longer stands in anything
    ACTIONS[button.dataset.do](button, list, say);
    changed();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick]")) followTick(event.target);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input, [data-paragraph]")) followEnter(event, changed);
  });
}

const WHILE_FILLING = ["clear", "columns"];
const ACTIONS = {
  add: (_button, list) => focusable(addItem(list)).focus(),
  up: (button, list, say) => move(button, list, -1, say),
  down: (button, list, say) => move(button, list, 1, say),
  remove,
  clear: (button, _list, say) => clear(button.closest("[data-when]"), say),
  columns: (button, list) => showColumns(list, !list.classList.contains("all-columns")),
  "tick-all": (button, list, say) => say(text("ticked", { n: tickAll(list, button.dataset.column) })),
};

function move(button, list, by, say) {
  const place = moveItem(list, button.closest("[data-item]"), by);
  const atEdge = getComputedStyle(button).visibility === "hidden";
  (atEdge ? button.parentElement.querySelector(`[data-do=${by < 0 ? "down" : "up"}]`) : button).focus();
  if (place) say(text("moved", { n: place }));
}

/** The focus goes on to the next item, else the one before, else to the button that adds one. */
function remove(button, list, say) {
  const item = button.closest("[data-item]");
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  const number = itemsOf(list).indexOf(item) + 1;
  const restore = removeItem(list, item);
  const next = neighbour?.querySelector("[data-do=remove]") ?? list.querySelector(":scope > .actions [data-do=add]");
  next.focus();
  say(text("removed", { what: `${list.dataset.title}, ${text("line", { n: number })}` }), {
    label: text("undo"),
    run: () => {
      const item = restore();
      forget(item);
      focusable(item).focus();
    },
  });
}

/** Empty a part that does not apply; what stood there can be had back. */
function clear(part, say) {
  const before = valueOf(part);
  empty(part);
  say(text("cleared", { what: part.dataset.title }), { label: text("undo"), run: () => fillNode(part, before, "", []) });
}

function empty(part) {
  if (part.dataset.node === "list") replaceItems(part, []);
  else if (part.dataset.node === "group") fillGroup(part, {}, "", []);
  else controlOf(part).value = "";
}

/** A tick gives its value and hides the choice; without it the choice is open. */
function followTick(tick) {
  const control = controlOf(tick.closest("[data-node=leaf]"));
  control.value = tick.checked ? tick.dataset.tick : "";
  control.hidden = tick.checked;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Tick all that have no choice yet; returns how many those were. */
function tickAll(list, key) {
  const leaves = itemsOf(list).map((item) => item.querySelector(`[data-key="${key}"]`));
  const open = leaves.filter((leaf) => controlOf(leaf).value === "");
  for (const leaf of open) {
    leaf.querySelector("[data-tick]").checked = true;
    followTick(leaf.querySelector("[data-tick]"));
  }
  return open.length;
}

/** Enter never sends the form by accident; in a table it goes to the row below, and makes one at the end. */
function followEnter(event, changed) {
  event.preventDefault();
  const row = event.target.closest("tr[data-item]");
  if (!row) return;
  const list = row.closest("[data-node=list]");
  const { key } = event.target.closest("[data-node=leaf]").dataset;
  if (!row.nextElementSibling && isFilling(list)) return;
  const below = row.nextElementSibling ?? addItem(list);
  focusable(below.querySelector(`[data-key="${key}"]`)).focus();
  changed();
}
