// Pasting into a form: a member list from Excel, a whole report from Word. What was understood is shown first; only
// what the clerk takes goes into the form. Words come from the page (data attributes of the dialogs), never from here.
import { address } from "./address.js";
import { refusedBy } from "./refusals.js";
import { showOutline } from "./pasting_outline.js";

/**
 * Puts a button into `slot` that opens the dialog of its kind (`data-pasting`: members or sections).
 * `take` gets the items of the table, or the fields of the payload that the clerk chose, and how: "replace" what is
 * there, or "append" to it. `present()` promises what is there: `{count, names, isSample}`.
 * Returns `open(text, field)`: the same with a text that was pasted into a field, read already.
 */
export function offerPasting(slot, { slug, take, present = nothing }) {
  const dialog = document.getElementById(`paste-${slot.dataset.pasting}`);
  if (!dialog) return () => {};
  const button = element("button", dialog.dataset.button);
  button.type = "button";
  button.addEventListener("click", () => opened(dialog, slug, { take, present }, button));
  slot.append(button);
  return (text, field) => {
    const state = opened(dialog, slug, { take, present }, field);
    part(dialog, "text").value = text;
    read(state);
  };
}

const NOTHING = { count: 0, names: [], isSample: false };
const nothing = async () => NOTHING;

function opened(dialog, slug, { take, present }, button) {
  const kind = dialog.id === "paste-members" ? MEMBERS : SECTIONS;
  const state = { dialog, address: address(`/soan/${slug}/${kind.address}`), kind, answers: {}, found: null, there: NOTHING, how: "", isTaken: false };
  state.ready = present().then((there) => { state.there = there; }, () => {});
  part(dialog, "text").value = "";
  part(dialog, "convert").checked = false;
  part(dialog, "legacy").hidden = true;
  emptied(dialog);
  part(dialog, "read").onclick = () => read(state);
  part(dialog, "convert").onchange = () => read(state);
  part(dialog, "close").onclick = () => dialog.close();
  part(dialog, "text").onpaste = () => setTimeout(() => read(state)); // once the text has arrived in the box
  part(dialog, "text").oninput = () => { part(dialog, "take").disabled = true; };
  part(dialog, "take").onclick = () => taken(state, take);
  dialog.onclose = () => {
    part(dialog, "text").value = ""; // a list of people is not left lying in a hidden box
    emptied(dialog);
    button.focus({ preventScroll: state.isTaken }); // what was taken is in sight then
  };
  dialog.showModal();
  part(dialog, "text").focus();
  return state;
}

function taken(state, take) {
  const result = state.kind.result(state);
  const how = part(state.dialog, "placing").querySelector("input:checked").value;
  state.isTaken = true;
  state.dialog.close();
  take(result, how);
}

async function read(state) {
  const { dialog } = state;
  const text = part(dialog, "text").value;
  emptied(dialog);
  if (!text.trim()) return refused(dialog, dialog.dataset.empty);
  if (text !== state.text) state.answers = {}; // questions of another list
  state.text = text;
  showing(dialog, dialog.dataset.reading, "");
  const body = { text, convert_legacy: part(dialog, "convert").checked };
  if (state.kind === MEMBERS) body.answers = state.answers;
  try {
    const response = await fetch(state.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
    });
    const problem = response.ok ? null : await refusedBy(response, dialog.dataset);
    const answer = response.ok ? await response.json() : null;
    if (part(dialog, "text").value !== text) return undefined; // pasted anew meanwhile
    if (problem) return refused(dialog, problem.detail);
    state.found = answer;
    part(dialog, "legacy").hidden = !answer.legacy && !body.convert_legacy;
    await state.ready;
    state.kind.show(state);
    placed(state);
    return part(dialog, "summary").scrollIntoView({ block: "start" });
  } catch {
    return refused(dialog, dialog.dataset.unreachable);
  }
}

function emptied(dialog) {
  part(dialog, "result").hidden = true;
  part(dialog, "take").disabled = true;
  for (const name of ["problem", "placing", "questions", "remarks", "columns", "skipped", "outline", "others", "left"]) {
    const found = part(dialog, name);
    if (found) found.hidden = true;
  }
}

/** Where something is there already: ask whether it is to be replaced. What is no work of the clerk's may be. */
function placed(state) {
  const { dialog, there, found, kind } = state;
  const place = part(dialog, "placing");
  place.hidden = !there.count || !found || part(dialog, "take").disabled;
  const anew = new Set(found ? kind.names(found) : []);
  const replaces = there.isSample || there.names.every((name) => anew.has(name));
  for (const box of place.querySelectorAll("input")) {
    box.checked = box.value === (state.how || (replaces ? "replace" : "append"));
    box.onchange = () => { state.how = box.value; };
  }
  for (const told of place.querySelectorAll("[data-words]")) {
    told.textContent = filled(told.dataset.words, { n: there.count });
  }
}

function refused(dialog, words) {
  part(dialog, "result").hidden = false;
  part(dialog, "summary").hidden = true;
  const problem = part(dialog, "problem");
  problem.replaceChildren(element("p", words));
  problem.hidden = false;
}

function showing(dialog, words, kind) {
  const summary = part(dialog, "summary");
  summary.textContent = words;
  summary.className = `told ${kind}`;
  summary.hidden = false;
  part(dialog, "result").hidden = false;
}

function summarised(dialog, count, settled) {
  const words = count ? filled(dialog.dataset.found, { n: count }) : dialog.dataset.none;
  showing(dialog, words, count && settled ? "right" : "warn");
  part(dialog, "take").disabled = !count || !settled;
}

const MEMBERS = {
  address: "dan-danh-sach",
  result: (state) => state.found.members,
  names: (found) => found.members.map((member) => member.full_name),
  show(state) {
    const { dialog, found } = state;
    summarised(dialog, found.members.length, found.settled || !found.questions.length);
    listed(dialog, "remarks", found.remarks.map((each) => remark(dialog, each)));
    listed(dialog, "skipped", found.skipped.map((each) =>
      element("li", filled(each.first === each.last ? dialog.dataset.row : dialog.dataset.rows, each))));
    questioned(state);
    tabled(dialog, found.columns);
  },
};

const SECTIONS = {
  address: "dan-bao-cao",
  result: (state) => state.outline.payload(),
  names: (found) => found.parts.map((each) => each.heading),
  show(state) {
    const { dialog, found } = state;
    summarised(dialog, found.parts.length, true);
    listed(dialog, "remarks", found.remarks.map((words) => element("li", words)));
    state.outline = showOutline(dialog, found);
  },
};

function remark(dialog, { level, place, message, count }) {
  const where = [place, count > 1 ? filled(dialog.dataset.times, { n: count }) : ""].filter(Boolean).join(", ");
  const item = element("li", where ? `${where}: ${message}` : message);
  item.className = `remark-${level}`;
  return item;
}

function listed(dialog, name, items) {
  const place = part(dialog, name);
  place.querySelector("ul").replaceChildren(...items);
  place.hidden = !items.length;
}

function questioned(state) {
  const { dialog, found } = state;
  const place = part(dialog, "questions");
  place.replaceChildren(place.querySelector("legend"), ...found.questions.map((each, n) => question(state, each, n)));
  place.hidden = !found.questions.length;
}

function question(state, { key, place, message, choices }, number) {
  const box = element("p");
  const select = element("select");
  select.id = `paste-question-${number}`;
  const label = element("label", place ? `${place}: ${message}` : message);
  label.htmlFor = select.id;
  select.append(element("option", "…"), ...choices.map((choice) => {
    const option = element("option", choice.message);
    option.value = choice.value;
    return option;
  }));
  select.options[0].value = "";
  select.addEventListener("change", async () => {
    state.answers[key] = select.value;
    await read(state);
    // The answered question is gone: go on with the next one, or with what was read.
    (part(state.dialog, "questions").querySelector("select") ?? part(state.dialog, "result")).focus();
  });
  box.append(label, select);
  return box;
}

function tabled(dialog, columns) {
  const place = part(dialog, "columns");
  place.querySelector("tbody").replaceChildren(...columns.map(({ letter, heading, meaning, used }) => {
    const row = element("tr");
    const head = element("th", letter);
    head.scope = "row";
    row.append(head, element("td", heading), element("td", meaning));
    if (!used) row.className = "unused";
    return row;
  }));
  place.hidden = !columns.length;
}

/** `words` with `{name}` filled in. */
export function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An element with a text. */
export function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** The part of a dialog that the page names by a data attribute. */
export function part(dialog, name) {
  return dialog.querySelector(`[data-${name}]`);
}
