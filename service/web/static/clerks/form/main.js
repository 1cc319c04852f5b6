/** The form of one paper. It is collected into a payload, judged and printed by the service, and kept as a draft here. */

import { address } from "../address.js";
import { collected, isEmpty } from "./collect.js";
import { showComputed, showWhatApplies } from "./conditions.js";
import { eraseDraft, keepDraft, keptDraft, spokenTime } from "./draft.js";
import { listenToButtons } from "./editing.js";
import { forgetElsewhere, isElsewhere, listenToElsewhere } from "./elsewhere.js";
import { clearFaults, refreshFaults, showFaults } from "./faults.js";
import { answered, nameOf, post, saveAs } from "./files.js";
import { fill } from "./fill.js";
import { growAll, listenToParagraphs } from "./growing.js";
import { listedSlugs, listenToKept } from "./kept.js";
import { listenToOpening } from "./opening.js";
import { listenToPasting } from "./pasted.js";
import { clearPreview, placePreview, refreshPreview } from "./preview-pane.js";
import { watchRooms } from "./rooms.js";
import { allFilled, isFilling, tellOfFilling } from "./waiting.js";
import { Refused } from "../refusals.js";
import { text } from "./texts.js";

const PAUSE_MS = 250;
const PREVIEW_PAUSE_MS = 1200;
const UNKNOWN = 401; // nobody is signed in any more

const page = document.getElementById("single");
const root = document.querySelector("[data-root]");
const form = document.getElementById("form");
const { slug } = page.dataset;
const button = (id) => document.getElementById(id);
let waiting = 0;
let waitingForPreview = 0;
let unkept = false;
let shows = 0;
let edits = 0;
let takeBack = () => {}; // what the bar says of a form without errors

/** Say what was done, with a button for what may be done about it: `{label, run}`, or `{label, href}` where that is on another
    page, `{label, href, apart: true}` where this one stays open beside it; `until` is "edit" or "verdict" where that makes
    it stale. Returns what takes it back. */
function say(words, more = null) {
  const status = button("status");
  status.textContent = words;
  if (!more) return () => {};
  const next = document.createElement(more.href ? "a" : "button");
  next.textContent = more.label;
  if (more.until) next.dataset.until = more.until;
  if (more.href) next.href = more.href;
  if (more.apart) Object.assign(next, { target: "_blank", rel: "noopener" });
  if (!more.href) {
    next.type = "button";
    next.className = "quiet";
    next.addEventListener("click", () => {
      status.textContent = "";
      more.run();
      changed();
    });
  }
  status.append(" ", next);
  return () => {
    if (next.isConnected) status.textContent = "";
  };
}

/** How far the filling of a long list is; who hears the page is told once, not of every step. */
function sayFilling(done, all) {
  const status = button("status");
  const there = status.querySelector("[data-filling]");
  if (done === all) {
    if (there) say("");
    return;
  }
  const told = there ?? document.createElement("span");
  told.textContent = text("filling", { n: figure(done), all: figure(all) });
  if (there) return;
  told.dataset.filling = "";
  told.ariaHidden = "true";
  const heard = document.createElement("span");
  heard.className = "unseen";
  heard.textContent = text("fillingAll", { all: figure(all) });
  status.replaceChildren(heard, told);
}

const figure = (number) => number.toLocaleString(document.documentElement.lang);

/** After each change: what follows is done after a pause, and when long lists are filled. */
function changed() {
  edits += 1;
  stale("edit")?.remove();
  clearTimeout(waiting);
  waiting = setTimeout(() => allFilled().then(settle), PAUSE_MS);
  takeBack(); // it was said of what stood there before
  if (button("status").textContent === text("right")) say("");
}

const stale = (until) => button("status").querySelector(`[data-until=${until}]`);

function settle() {
  clearTimeout(waiting);
  waiting = 0;
  showWhatApplies(root);
  const payload = collected(root);
  showComputed(root, payload);
  // a blank form leaves no draft behind
  const kept = isElsewhere() || (isEmpty(payload) ? eraseDraft(slug) : keepDraft(slug, payload));
  if (!kept && !unkept) say(text("unkept"));
  unkept = !kept;
  clearTimeout(waitingForPreview);
  waitingForPreview = setTimeout(pause, PREVIEW_PAUSE_MS);
}

/** Who leaves within the pause keeps what was typed all the same. */
function leave() {
  if (waiting || isFilling()) settle();
}

/** Ask what is to be said of the form. Only a paper that can be made is drawn. */
async function pause() {
  const [unread, mine] = [new Set(), edits];
  const payload = collected(root, unread);
  const verdict = await considered(payload).catch((failure) => failure);
  if (mine !== edits) return; // it is of what stood there before
  if (!(verdict instanceof Error)) {
    showSymbol(verdict);
    const left = refreshFaults(root, verdict, unread);
    if (left !== null && stale("verdict")) sayFaults(left);
  }
  if (!isEmpty(payload)) refreshPreview(slug, payload, verdict);
}

function showSymbol({ symbol }) {
  const place = button("symbol");
  if (place) place.textContent = symbol || "–";
}

async function considered(payload) {
  const response = await answered(post(address(`/soan/${slug}/xem-xet`), payload));
  return response.json();
}

/** Put a payload in place of all that is in the form; `before`, what that was, can be got back until the next edit. */
async function show(payload, words, before = {}) {
  const number = ++shows;
  edits += 1;
  clearFaults(root);
  const strange = fill(root, payload);
  showWhatApplies(root);
  await allFilled();
  if (number !== shows) return; // another has taken its place meanwhile
  growAll(root);
  const told = strange.length ? `${words} ${text("strange", { names: strange.slice(0, 10).join("; ") })}` : words;
  const undo = { label: text("undo"), run: () => show(before, text("givenBack")), until: "edit" };
  say(told, isEmpty(before) ? null : undo);
  settle();
}

/** The same, in place of what the clerk made. */
const replace = (payload, words) => show(payload, words, collected(root));

const mayReplace = () => isEmpty(collected(root)) || confirm(text("replace"));

/** Judge the form and show what is found; true where a paper can be made. */
async function check() {
  await allFilled();
  const unread = new Set();
  const payload = collected(root, unread);
  const verdict = await considered(payload);
  showVerdict(verdict, unread);
  return verdict.valid ? payload : null;
}

function showVerdict(verdict, unread) {
  const count = showFaults(root, verdict, unread);
  if (verdict.valid) {
    takeBack = sayRight(verdict.warnings.length);
    return;
  }
  sayFaults(count);
  toBox("faults");
}

function sayRight(n) {
  if (!n) return say(text("right"));
  return say(text("rightButWarnings", { n }), { label: text("showWarnings"), run: () => toBox("warnings") });
}

function sayFaults(n) {
  if (n) say(text("faults", { n }), { label: text("showFaults"), run: () => toBox("faults"), until: "verdict" });
  else say(text("mendedAll"));
}

function toBox(id) {
  button(id).focus();
  button(id).scrollIntoView({ block: "start" });
}

async function checkOnly() {
  await check();
}

async function download() {
  const payload = await check();
  if (!payload) return;
  const response = await answered(post(address(`/api/v1/documents/${slug}`), payload));
  const name = nameOf(response);
  saveAs(await response.blob(), name);
  say(text("saved", { name }), { label: text("saveToo"), run: save });
}

/** The JSON has the name that the paper has, or that of its type as long as no paper can be made or asked for. */
async function save() {
  await allFilled();
  const payload = collected(root);
  const verdict = await considered(payload).catch(() => null);
  const name = `${verdict?.name?.replace(/\.docx$/, "") || page.dataset.name}.json`;
  saveAs(new Blob([JSON.stringify(payload, null, 2)], { type: "application/json" }), name);
  say(text("kept", { name }));
}

async function fillSample() {
  if (!mayReplace()) return;
  const response = await answered(fetch(address(`/api/v1/types/${slug}/sample`)));
  await replace(await response.json(), text("filled"));
}

async function erase() {
  if (!isEmpty(collected(root)) && !confirm(text("erase"))) return;
  await show({}, text("erased"));
  eraseDraft(slug);
  forgetElsewhere();
  clearPreview();
  const others = listedSlugs().length;
  if (others) say(`${text("erased")} ${text("others", { n: others })}`, { label: text("showOthers"), run: showOthers });
}

function showOthers() {
  const kept = document.querySelector("[data-kept]");
  kept.open = true;
  kept.querySelector("summary").focus();
}

/** Run what asks the service; where that refuses or cannot be reached, say so. The button is not taken twice meanwhile. */
function asking(target, run) {
  target.addEventListener("click", async (event) => {
    event.preventDefault();
    if (target.getAttribute("aria-busy") === "true") return;
    target.setAttribute("aria-busy", "true");
    try {
      await run();
    } catch (failure) {
      sayRefused(failure);
    } finally {
      target.removeAttribute("aria-busy");
    }
  });
}

function sayRefused(failure) {
  if (!(failure instanceof Refused)) say(text("unreachable"));
  else if (failure.status !== UNKNOWN) say(failure.detail);
  else say(failure.detail, { label: text("signIn"), href: address("/dang-nhap"), apart: true });
}

function restore() {
  const draft = keptDraft(slug);
  if (draft?.payload) return showDraft(draft);
  if (draft) putAside();
  return settle();
}

async function showDraft({ payload, saved }) {
  try {
    await show(payload, saved ? text("restored", { when: spokenTime(saved) }) : text("restoredSometime"));
  } catch {
    putAside();
    fill(root, {});
    settle();
  }
}

/** Forget a draft that cannot be read, and say so. */
function putAside() {
  eraseDraft(slug);
  say(text("damaged"));
}

page.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", changed);
tellOfFilling(sayFilling);
listenToParagraphs(form);
listenToButtons(form, changed, say);
listenToPasting(root, slug, changed, say);
asking(button("download"), download);
asking(button("check"), checkOnly);
asking(button("save"), save);
asking(button("sample"), fillSample);
button("erase").addEventListener("click", erase);
listenToOpening(root, { slug, how: JSON.parse(page.dataset.repeat), show: replace, mayReplace, say });
listenToElsewhere(slug, {
  mine: () => collected(root),
  keep: settle,
  take: (payload) => show(payload, text("tookOther")),
  tell: () => say(text("elsewhere"), { label: text("showOthers"), run: () => button("elsewhere").focus() }),
});
window.addEventListener("pagehide", leave);
listenToKept();
watchRooms(root);
placePreview(pause);
restore();
