/** What the service says of a payload: at the fields, and in a summary that leads to them, in the order of the form. */

import { nodeAt } from "./collect.js";
import { showWhatApplies } from "./conditions.js";
import { controlOf, itemsOf, reveal } from "./nodes.js";
import { text } from "./texts.js";

const MISSING = ["missing", "text_blank"];
const TYPED = "select:not([hidden]), textarea, input:not([hidden])";
let counter = 0;
let told = []; // what the summaries tell: {id, fault, item, remarks, mended}

/** Take all remarks away. */
export function clearFaults(root) {
  told = [];
  for (const remark of root.querySelectorAll(".fault")) remark.remove();
  for (const control of root.querySelectorAll('[aria-invalid], [aria-describedby*="fault-"]')) {
    control.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => !id.startsWith("fault-")));
  }
  for (const id of ["faults", "warnings"]) document.getElementById(id).hidden = true;
}

/**
 * Show errors at their fields and in the summary, warnings apart. `unread` are leaves with text of no known form.
 * Returns how many errors the summary has.
 */
export function showFaults(root, { errors, warnings }, unread) {
  clearFaults(root);
  showWhatApplies(root);
  const faults = summarise("faults", root, asidesTogether(inOrder(root, errors)), unread);
  told = [...faults, ...summarise("warnings", root, inOrder(root, warnings), unread)];
  for (const each of told) remark(root, each, unread);
  return faults.length;
}

/** Those of a part that does not apply, though something stands there, as one: `{node, aside, parts}`. */
function asidesTogether(placed) {
  const together = new Map();
  for (const fault of placed) {
    const aside = asideAround(fault.node);
    const told = together.get(aside ?? fault);
    if (told) told.parts.push(fault);
    else together.set(aside ?? fault, aside ? { node: aside.closest("[data-when]"), aside, parts: [fault] } : fault);
  }
  return [...together.values()];
}

/** What says that the part around a node does not apply, undefined where all of them do. */
function asideAround(node) {
  for (let part = node.closest("[data-when]"); part; part = part.parentElement.closest("[data-when]")) {
    const aside = part.querySelector("[data-aside]");
    if (aside?.closest("[data-when]") === part && !aside.hidden) return aside;
  }
  return undefined;
}

/**
 * Strike out what has been mended since. Nothing is added while the clerk is typing, but that a field has another fault
 * than before. Returns how many errors are left of those that are told, null where that is as it was.
 */
export function refreshFaults(root, { errors, warnings }, unread) {
  const before = leftOf("faults").length;
  for (const [id, findings] of [["faults", errors], ["warnings", warnings]]) {
    const mine = told.filter((each) => each.id === id);
    const found = id === "faults" ? asidesTogether(placedIn(root, findings)) : placedIn(root, findings);
    const others = found.filter((one) => !mine.some(({ fault }) => isSame(one, fault)));
    for (const each of mine) {
      const other = others.findIndex(({ node }) => node === each.fault.node);
      const now = found.find((one) => isSame(one, each.fault)) ?? (other < 0 ? null : others.splice(other, 1)[0]);
      if (!now) strike(each);
      else if (each.mended || !isSame(now, each.fault)) tellAnew(root, each, now, unread);
    }
    retitle(id);
  }
  const left = leftOf("faults").length;
  return left === before ? null : left;
}

const leftOf = (id) => told.filter((each) => each.id === id && !each.mended);

const isSame = (one, other) => one.node === other.node && detailOf(one) === detailOf(other);
const detailOf = ({ code, rest, parts }) => (parts ? `aside ${parts.length}` : [code, ...rest].join("/"));

function strike(each) {
  if (each.mended) return;
  each.mended = true;
  each.item.classList.add("mended");
  const gone = document.createElement("del");
  gone.append(...each.item.childNodes);
  each.item.append(gone, ` – ${text("mended")}`);
  unmark(each);
}

function tellAnew(root, each, fault, unread) {
  unmark(each);
  const item = entry(root, fault, unread);
  each.item.replaceWith(item);
  Object.assign(each, { fault, item, mended: false });
  remark(root, each, unread);
}

function remark(root, each, unread) {
  if (each.id !== "faults") return;
  const faults = (each.fault.parts ?? [each.fault]).filter(({ node }) => node !== root);
  each.remarks = faults.map((fault) => mark(fault.node, spoken(fault, unread, "missing")));
}

/** Take its remarks at the fields away; a field is wrong still where another remark stands there. */
function unmark(each) {
  const remarks = each.remarks;
  each.remarks = [];
  for (const { control, remark } of remarks) {
    remark.remove();
    describe(control, (ids) => ids.filter((id) => id !== remark.id));
    const stays = told.some((one) => one.remarks.some((other) => other.control === control));
    if (!stays) control.removeAttribute("aria-invalid");
  }
}

function retitle(id) {
  const [left, all] = [leftOf(id).length, told.filter((each) => each.id === id).length];
  const title = left === all ? text(id, { n: all }) : left ? text(`${id}Left`, { n: left, all }) : text("mendedAll");
  const heading = document.getElementById(id).querySelector("h2");
  if (all && heading.textContent !== title) heading.textContent = title;
}

/** Each with the node that it is about: first what is about the whole, then as the form goes. */
function inOrder(root, findings) {
  return placedIn(root, findings).sort((one, other) => before(one, other));
}

function placedIn(root, findings) {
  return findings.map((finding) => ({ ...finding, ...nodeAt(root, finding.pointer) }));
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

/** Say at a field what is wrong with it; returns the remark and the control that is described by it. */
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
  return { remark, control };
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

/** Show the findings under a heading; returns what is told: see `told`. */
function summarise(id, root, placed, unread) {
  const box = document.getElementById(id);
  box.hidden = placed.length === 0;
  box.querySelector("h2").textContent = text(id, { n: placed.length });
  const entries = placed.map((fault) => ({ id, fault, item: entry(root, fault, unread), remarks: [], mended: false }));
  box.querySelector("ul").replaceChildren(...entries.map(({ item }) => item));
  return entries;
}

function entry(root, fault, unread) {
  const { node } = fault;
  const item = document.createElement("li");
  const words = fault.aside ? text("aside", { n: fault.parts.length }) : spoken(fault, unread, "missingBriefly");
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
  if (fault.aside) item.append(" ", clearing(fault.aside, item));
  return item;
}

/** The button of the part itself, in the summary: with what stood there its entry goes too. */
function clearing(aside, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text("clear");
  button.addEventListener("click", () => {
    aside.querySelector("[data-do=clear]").click();
    const [box, gone] = [item.closest("section"), told.find((each) => each.item === item)];
    unmark(gone);
    told = told.filter((each) => each !== gone);
    item.remove();
    retitle(box.id);
    box.hidden = !box.querySelector("li");
    (box.hidden ? document.getElementById("check") : box).focus();
  });
  return button;
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
