/** The form of one paper. It is collected into a payload, judged and printed by the service, and kept as a draft here. */

import { collected, isEmpty } from "./collect.js";
import { showComputed, showWhatApplies } from "./conditions.js";
import { eraseDraft, keepDraft, keptDraft } from "./draft.js";
import { listenToButtons } from "./editing.js";
import { clearFaults, showFaults } from "./faults.js";
import { choosing, nameOf, payloadIn, post, saveAs } from "./files.js";
import { fill } from "./fill.js";
import { listenToPasting } from "./pasted.js";
import { clearPreview, placePreview, refreshPreview } from "./preview-pane.js";
import { nextPaper } from "./repeat.js";
import { text } from "./texts.js";

const PAUSE_MS = 250;
const PREVIEW_PAUSE_MS = 1200;

const page = document.getElementById("single");
const root = document.querySelector("[data-root]");
const form = document.getElementById("form");
const { slug } = page.dataset;
const button = (id) => document.getElementById(id);
let waiting = 0;
let waitingForPreview = 0;
let unkept = false;

/** Say what was done, with a button that undoes it where there is one. */
function say(words, undo = null) {
  const status = button("status");
  status.textContent = words;
  if (!undo) return;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "quiet";
  back.textContent = undo.label;
  back.addEventListener("click", () => {
    status.textContent = "";
    undo.run();
    changed();
  });
  status.append(" ", back);
}

/** After each change: what follows at once, what may wait for a pause later. */
function changed() {
  clearTimeout(waiting);
  waiting = setTimeout(settle, PAUSE_MS);
}

function settle() {
  showWhatApplies(root);
  showComputed(root);
  const payload = collected(root);
  // a blank form leaves no draft behind
  const kept = isEmpty(payload) ? eraseDraft(slug) : keepDraft(slug, payload);
  if (!kept && !unkept) say(text("unkept"));
  unkept = !kept;
  clearTimeout(waitingForPreview);
  waitingForPreview = setTimeout(pause, PREVIEW_PAUSE_MS);
}

function pause() {
  const payload = collected(root);
  if (!isEmpty(payload)) refreshPreview(slug, payload);
  showSymbol(payload);
}

async function showSymbol(payload) {
  const verdict = await considered(payload).catch(() => null);
  const place = button("symbol");
  if (verdict && place) place.textContent = verdict.symbol || "–";
}

async function considered(payload) {
  const response = await post(`/soan/${slug}/xem-xet`, payload);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** Put a payload in place of all that is in the form. */
function show(payload, words) {
  clearFaults(root);
  const strange = fill(root, payload);
  say(strange.length ? `${words} ${text("strange", { names: strange.slice(0, 10).join(", ") })}` : words);
  settle();
}

const mayReplace = () => isEmpty(collected(root)) || confirm(text("replace"));

/** Judge the form and show what is found; true where a paper can be made. */
async function check() {
  const unread = new Set();
  const payload = collected(root, unread);
  const verdict = await considered(payload);
  showVerdict(verdict, unread);
  return verdict.valid ? payload : null;
}

function showVerdict(verdict, unread) {
  showFaults(root, verdict, unread);
  say(verdict.valid ? text("right") : "");
  if (verdict.valid) return;
  button("faults").focus();
  button("faults").scrollIntoView({ block: "start" });
}

async function checkOnly() {
  await check();
}

async function download() {
  const payload = await check();
  if (!payload) return;
  const response = await post(`/api/v1/documents/${slug}`, payload);
  if (!response.ok) throw new Error(String(response.status));
  const name = nameOf(response);
  saveAs(await response.blob(), name);
  say(text("saved", { name }));
}

/** The JSON has the name that the paper has, or that of its type as long as no paper can be made. */
async function save() {
  const payload = collected(root);
  const response = await post(`/api/v1/documents/${slug}`, payload);
  const name = (response.ok ? nameOf(response).replace(/\.docx$/, "") : page.dataset.name) + ".json";
  saveAs(new Blob([JSON.stringify(payload, null, 2)], { type: "application/json" }), name);
  say(text("kept", { name }));
}

async function fillSample() {
  if (!mayReplace()) return;
  const response = await fetch(`/api/v1/types/${slug}/sample`);
  show(await response.json(), text("filled"));
}

function erase() {
  if (!isEmpty(collected(root)) && !confirm(text("erase"))) return;
  show({}, text("erased"));
  eraseDraft(slug);
  clearPreview();
  button("status").scrollIntoView({ block: "nearest" });
}

async function openFile(file, change, words) {
  let payload;
  try {
    payload = change(await payloadIn(file));
  } catch {
    say(text("notJson"));
    return;
  }
  if (mayReplace()) show(payload, words);
}

/** Run what asks the service; where that cannot be reached, say so. The button is not taken twice meanwhile. */
function asking(target, run) {
  target.addEventListener("click", async (event) => {
    event.preventDefault();
    if (target.getAttribute("aria-busy") === "true") return;
    target.setAttribute("aria-busy", "true");
    try {
      await run();
    } catch {
      say(text("unreachable"));
    } finally {
      target.removeAttribute("aria-busy");
    }
  });
}

function restore() {
  const draft = keptDraft(slug);
  if (!draft) {
    settle();
    return;
  }
  const when = new Date(draft.saved).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "vi-VN");
  show(draft.payload, text("restored", { when }));
}

page.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", changed);
listenToButtons(form, changed, say);
listenToPasting(root, slug, changed);
asking(form.querySelector("[type=submit]"), download);
asking(button("check"), checkOnly);
asking(button("save"), save);
asking(button("sample"), fillSample);
button("erase").addEventListener("click", erase);
choosing(button("open"), button("open-file"), (file) => openFile(file, (it) => it, text("opened", { name: file.name })));
choosing(button("repeat"), button("repeat-file"), (file) =>
  openFile(file, (last) => nextPaper(last, JSON.parse(page.dataset.repeat)), text("repeated")),
);
placePreview(() => refreshPreview(slug, collected(root)));
restore();
