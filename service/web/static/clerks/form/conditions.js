/** What follows from what is typed: parts that apply or not, and values that are computed. */

import { isBlank, valueOf } from "./collect.js";
import { childOf, controlOf, groupAround } from "./nodes.js";

const NUMBERS = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2, useGrouping: false });

/** Show the parts that apply. One that does not but holds something is shown too, and says so: nothing is lost. */
export function showWhatApplies(root) {
  for (const part of root.querySelectorAll("[data-when]")) {
    const applies = Object.entries(JSON.parse(part.dataset.when)).every(([key, values]) =>
      values.includes(answer(groupAround(part), key)),
    );
    const blank = applies || isBlank(part);
    part.hidden = !applies && blank;
    const aside = part.querySelector("[data-aside]");
    if (aside) aside.hidden = applies || blank;
  }
}

function answer(group, key) {
  const node = childOf(group, key);
  if (!node || isBlank(node)) return "";
  return node.dataset.node === "leaf" ? controlOf(node).value : "…";
}

/** Compute what the page says it computes. `payload` is that of the form. */
export function showComputed(root, payload) {
  for (const element of root.querySelectorAll("[data-derived]")) {
    const group = groupAround(element);
    const values = group === root ? payload : (valueOf(group) ?? {});
    const words = computed(JSON.parse(element.dataset.derived), values) || "–";
    const output = element.querySelector("output");
    if (output.textContent !== words) output.textContent = words;
  }
}

function computed(how, values) {
  if (how.by) return tally(values[how.count] ?? [], how.by);
  if (how.count) return counted(values[how.count] ?? [], how);
  if (how.percent) return share(...how.percent.map((key) => values[key]));
  if (how.sum) return total((values[how.of] ?? []).map((item) => item[how.sum]), []);
  return total(how.plus.map((key) => values[key]), how.minus.map((key) => values[key]));
}

/** How many items there are `where` fields have one of some values, `unless` they have; with `of` their share of all but
    those in it. "" stands for what is blank. */
function counted(items, { where, unless, of }) {
  const found = items.filter((item) => (!where || has(item, where)) && (!unless || !has(item, unless)));
  return of ? share(found.length, items.filter((item) => !has(item, of)).length) : String(found.length);
}

const has = (item, fields) =>
  Object.entries(fields).every(([key, values]) => [values].flat().includes(item[key] ?? ""));

function tally(items, key) {
  const counts = new Map();
  for (const item of items) if (item[key]) counts.set(item[key], (counts.get(item[key]) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name}: ${count}`).join("; ");
}

function share(part, whole) {
  if (typeof part !== "number" || typeof whole !== "number" || whole === 0) return "";
  return `${NUMBERS.format(Math.round((part * 1000) / whole) / 10)}%`;
}

function total(plus, minus) {
  if (![...plus, ...minus].some((value) => typeof value === "number")) return "";
  const sum = (values) => values.reduce((all, value) => all + (typeof value === "number" ? value : 0), 0);
  return NUMBERS.format(sum(plus) - sum(minus));
}
