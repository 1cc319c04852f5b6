/** What the service says of a payload: at the fields, and in a summary that leads to them, in the order of the form. */

import { nodeAt } from "./collect.js";
import { controlOf, itemsOf, reveal } from "./nodes.js";
import { text } from "./texts.js";

const MISSING = ["missing", "text_blank"];
const TYPED = "select:not([hidden]), textarea, input:not([hidden])";
let counter = 0;

/** Take all remarks away. */
export function clearFaults(root) {
  for (const remark of root.querySelectorAll(".fault")) remark.remove();
  for (const control of root.querySelectorAll('[aria-invalid], [aria-describedby*="fault-"]')) {
    control.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => !id.startsWith("fault-")));
  }
  for (const id of ["faults", "warnings"]) document.getElementById(id).hidden = true;
}

/** Show errors at their fields and in the summary, warnings apart. `unread` are leaves with text of no known form. */
export function showFaults(root, { errors, warnings }, unread) {
  clearFaults(root);
  const placed = inOrder(root, errors);
  for (const fault of placed) {
    if (fault.node !== root) mark(fault.node, spoken(fault, unread, "missing"));
  }
  summarise("faults", root, placed, unread);
  summarise("warnings", root, inOrder(root, warnings), unread);
}

/** Each with the node that it is about: first what is about the whole, then as the form goes. */
function inOrder(root, findings) {
  const placed = findings.map((finding) => ({ ...finding, ...nodeAt(root, finding.pointer) }));
  return placed.sort((one, other) => before(one, other));
}

function before(one, other) {
  if (one.node !== other.node) {
    return one.node.compareDocumentPosition(other.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  }
  return lineIn(one) - lineIn(other);
}

/** The line within a field of many lines, from 1; 0 where it is about the field. */
const lineIn = ({ node, rest }) => (node.dataset.node === "leaf" && rest.length ? Number(rest[0]) + 1 : 0);

/** What is wrong, in words for this form. `missing` names the text for what is not typed. */
function spoken(fault, unread, missing) {
  const { node, code, message } = fault;
  const { control, title } = node.dataset;
  if (unread.has(node)) return text(control === "integer" ? "number" : control) || message;
  const line = lineIn(fault);
  if (line) return `${text("line", { n: line })}: ${message}`;
  if (title && !fault.rest.length && MISSING.includes(code)) {
    return text(control === "choice" || control === "flag" ? `${missing}Choice` : missing, { what: title });
  }
  return message;
}

function mark(node, message) {
  const leaf = leafOf(node);
  const remark = leaf?.matches("td") ? inRow(leaf, node, message) : document.createElement("span");
  remark.classList.add("fault");
  remark.id = `fault-${++counter}`;
  remark.textContent ||= message;
  unfold(leaf ?? node);
  if (!remark.isConnected) place(remark, leaf, node);
  const control = targetOf(node);
  if (!control.matches("button")) control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, remark.id]);
}

/** A cell of its own after that of the leaf, which the style sheet puts below the row; so it names the column. */
function inRow(leaf, node, message) {
  const remark = document.createElement("td");
  remark.className = leaf.matches(".rare") ? "remark rare" : "remark";
  remark.setAttribute("role", "cell");
  const { title } = leaf.dataset;
  remark.textContent = node === leaf && !message.includes(title) ? `${title}: ${message}` : message;
  lastRemark(leaf).after(remark);
  return remark;
}

/** The last of the remarks after a leaf, itself where there is none. */
function lastRemark(leaf) {
  let last = leaf;
  while (last.nextElementSibling?.matches(".remark")) last = last.nextElementSibling;
  return last;
}

function place(remark, leaf, node) {
  const head = node.querySelector(":scope > legend, :scope > h3, :scope > fieldset > legend");
  if (leaf) leaf.querySelector(":scope > .below").append(remark);
  else if (head) head.after(remark);
  else node.prepend(remark);
}

/** The leaf that tells of a node: itself, or the first of a row. */
function leafOf(node) {
  if (node.dataset.node === "leaf") return node;
  return node.matches("tr") ? node.querySelector("[data-node=leaf]") : null;
}

/** Where the focus goes for a node: the first thing in it to be typed, else the button that adds to a list. */
function targetOf(node) {
  const leaf = leafOf(node);
  if (leaf) return controlOf(leaf);
  return node.querySelector(TYPED) ?? node.querySelector(":scope > .actions [data-do=add]") ?? node;
}

/** Open what hides a node, also where the form thinks that the part does not apply. */
function unfold(node) {
  reveal(node);
  for (let part = node.closest("[data-when][hidden]"); part; part = part.parentElement.closest("[data-when][hidden]")) {
    part.hidden = false;
  }
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function summarise(id, root, placed, unread) {
  const box = document.getElementById(id);
  box.hidden = placed.length === 0;
  box.querySelector("h2").textContent = text(id, { n: placed.length });
  box.querySelector("ul").replaceChildren(...placed.map((fault) => entry(root, fault, unread)));
}

function entry(root, fault, unread) {
  const { node } = fault;
  const item = document.createElement("li");
  const words = spoken(fault, unread, "missingBriefly");
  if (node === root) {
    item.textContent = `${text("whole")}: ${words}`;
    return item;
  }
  const link = document.createElement("a");
  link.href = `#${targetOf(node).id || node.id}`;
  link.textContent = placeOf(root, node);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    lead(node);
  });
  item.append(link, `: ${words}`);
  return item;
}

function lead(node) {
  unfold(leafOf(node) ?? node);
  const target = targetOf(node);
  const visible = target.hidden ? target.parentElement.querySelector("input") : target;
  visible.focus();
  visible.scrollIntoView({ block: "center" });
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
