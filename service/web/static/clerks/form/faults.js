/** What the service says of a payload: at the fields, and in a summary that leads to them. */

import { nodeAt } from "./collect.js";
import { controlOf, focusable, itemsOf, reveal } from "./nodes.js";
import { text } from "./texts.js";

let counter = 0;

/** Take all remarks away. */
export function clearFaults(root) {
  for (const remark of root.querySelectorAll(".fault")) remark.remove();
  for (const control of root.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => !id.startsWith("fault-")));
  }
  for (const id of ["faults", "warnings"]) document.getElementById(id).hidden = true;
}

/** Show errors at their fields and in the summary, warnings apart. `unread` are leaves with text of no known form. */
export function showFaults(root, { errors, warnings }, unread) {
  clearFaults(root);
  for (const { pointer, message } of errors) {
    const { node, rest } = nodeAt(root, pointer);
    if (node !== root) mark(node, spoken(node, rest, message, unread));
  }
  summarise("faults", "faults", root, errors, unread);
  summarise("warnings", "warnings", root, warnings, unread);
}

function spoken(node, rest, raw, unread) {
  const message = inWords(raw);
  if (unread.has(node)) {
    const kind = node.dataset.control === "integer" ? "number" : node.dataset.control;
    return text(kind) || message;
  }
  const line = node.dataset.node === "leaf" && rest.length ? Number(rest[0]) + 1 : 0;
  return line ? `${text("line", { n: line })}: ${message}` : message;
}

/** A message may name fields as programs know them; a clerk knows their titles. In English those could be words. */
function inWords(message) {
  if (document.documentElement.lang === "en") return message;
  return message.replaceAll(/(?<![\p{L}\d/_])[a-z]+(?:_[a-z]+)*(?![\p{L}\d/_])/gu, (word) => {
    const named = document.querySelector(`[data-root] [data-key="${word}"]`);
    return named?.dataset.title ? `“${named.dataset.title}”` : word;
  });
}

function mark(node, message) {
  const leaf = leafOf(node);
  const remark = document.createElement("span");
  remark.className = "fault";
  remark.id = `fault-${++counter}`;
  remark.textContent = message;
  reveal(leaf ?? node);
  if (!leaf) {
    const head = node.querySelector(":scope > legend, :scope > h3, :scope > fieldset > legend");
    head ? head.after(remark) : node.prepend(remark);
    return;
  }
  leaf.append(remark);
  const control = controlOf(leaf);
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, remark.id]);
}

/** The leaf that tells of a node: itself, or the first of a row. */
function leafOf(node) {
  if (node.dataset.node === "leaf") return node;
  return node.matches("tr") ? node.querySelector("[data-node=leaf]") : null;
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function summarise(id, title, root, findings, unread) {
  const box = document.getElementById(id);
  box.hidden = findings.length === 0;
  box.querySelector("h2").textContent = text(title, { n: findings.length });
  box.querySelector("ul").replaceChildren(...findings.map((finding) => entry(root, finding, unread)));
}

function entry(root, { pointer, message }, unread) {
  const item = document.createElement("li");
  const { node, rest } = nodeAt(root, pointer);
  const words = spoken(node, rest, message, unread);
  if (node === root) {
    item.textContent = words;
    return item;
  }
  const link = document.createElement("a");
  const target = leafOf(node) ? controlOf(leafOf(node)) : focusable(node);
  link.href = `#${target.id || node.id}`;
  link.textContent = placeOf(root, node);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reveal(target);
    const visible = target.hidden ? target.parentElement.querySelector("input") : target;
    visible.focus();
    visible.scrollIntoView({ block: "center" });
  });
  item.append(link, `: ${words}`);
  return item;
}

/** "Danh sách đảng viên, dòng 3, Ngày sinh" */
function placeOf(root, node) {
  const names = [];
  for (let at = node; at && at !== root; at = at.parentElement.closest("[data-node], [data-root]")) {
    const list = "item" in at.dataset ? at.closest("[data-node=list]") : null;
    const name = list ? text("line", { n: itemsOf(list).indexOf(at) + 1 }) : at.dataset.title;
    if (name) names.unshift(name);
  }
  return names.join(", ");
}
