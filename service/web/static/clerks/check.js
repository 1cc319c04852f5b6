/* The chosen files stay chosen: they are sent to the address of the form and the answer takes its place on this page.
   Without this script the form does the same by loading the page anew. */
import { showPreview } from "./preview.js";
import { ask, pageIn, Refused, refusedBy } from "./refusals.js";

const form = document.getElementById("check");
const input = document.getElementById("file");
const drop = document.getElementById("drop");
const files = document.getElementById("files");
const result = document.getElementById("result");
const state = document.getElementById("state");
const words = form.dataset;
const SEVERITIES = ["error", "warning", "info"];
let busy = false;

input.multiple = true;
form.noValidate = true; // what is missing is said by this page, in its language, not in a bubble of the browser
document.getElementById("drop-hint").hidden = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  await alone(() => (button?.hasAttribute("formaction") ? download(button.formAction) : check()));
});

input.addEventListener("change", clear);

/* One thing at a time; whatever goes wrong is said. */
async function alone(work) {
  if (busy) return;
  if (!input.files.length) {
    state.textContent = words.choose;
    return;
  }
  busy = true;
  form.setAttribute("aria-busy", "true");
  state.textContent = words.busy;
  try {
    state.textContent = await work();
  } catch (error) {
    if (error instanceof Refused) tell(error);
    else state.textContent = error instanceof DOMException ? words.changed : words.lost;
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
  }
}

/* What the service refuses stands where its answer would. */
function tell(refusal) {
  state.textContent = "";
  result.replaceChildren(refusal.box());
  result.scrollIntoView({ block: "nearest" });
}

function clear() {
  state.textContent = "";
  result.replaceChildren();
  files.replaceChildren();
  files.hidden = true;
}

/* A file that was saved anew since it was chosen can no longer be read: a DOMException, before anything is sent. */
async function send(file, address) {
  const content = await file.arrayBuffer();
  const body = new FormData(form);
  body.delete("file");
  body.append("file", new Blob([content], { type: file.type }), file.name);
  const response = await ask(address, { method: "POST", body });
  return { file, content, response };
}

async function check() {
  clear();
  const answers = [];
  for (const file of input.files) {
    const { content, response } = await send(file, form.action);
    answers.push({ file, content, part: await resultOf(response) });
  }
  if (answers.length > 1) list(answers);
  show(answers[0]);
  return words.done;
}

async function resultOf(response) {
  const part = (await pageIn(response, words)).getElementById("result");
  if (!part) throw await refusedBy(response, words);
  return part;
}

/* Several files: a button for each, with what was found in it. */
function list(answers) {
  const buttons = answers.map((answer) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${answer.file.name}: ${answer.part.querySelector("#verdict").textContent.trim()}`;
    button.addEventListener("click", () => {
      press(button);
      show(answer);
    });
    return button;
  });
  const press = (chosen) => buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === chosen)));
  press(buttons[0]);
  files.replaceChildren(...buttons);
  files.hidden = false;
}

function show({ content, part }) {
  result.replaceChildren(...document.importNode(part, true).childNodes);
  document.getElementById("verdict").focus();
  document.getElementById("verdict").scrollIntoView({ block: "nearest" });
  const container = document.getElementById("preview");
  if (container) draw(container, content);
}

async function draw(container, content) {
  container.hidden = false;
  const { label, failed, pages, mark } = container.dataset;
  const preview = showPreview(container, content, { label, failed, pages, marks: marks(mark), onMark: backTo });
  const shown = await preview.shown;
  for (const item of placed()) {
    const button = item.querySelector(".show");
    const places = positionsOf(item).filter((position) => shown?.marked.includes(position));
    button.hidden = !places.length;
    let next = 0; // each press leads to the next place
    button.addEventListener("click", () => {
      choose(item);
      preview.scrollToMark(places[next]);
      next = (next + 1) % places.length;
    });
  }
}

function placed() {
  return [...result.querySelectorAll("[data-positions]")];
}

function positionsOf(item) {
  return item.dataset.positions.split(" ").map(Number);
}

/* One mark for each paragraph, with the numbers of all that was found in it, as grave as the gravest of them. */
function marks(title) {
  const found = new Map();
  for (const item of placed()) {
    for (const position of positionsOf(item)) found.set(position, [...(found.get(position) ?? []), item]);
  }
  return [...found].map(([position, items]) => {
    const numbers = items.map((item) => item.value);
    return {
      position,
      label: numbers.length > 2 ? `${numbers[0]}…` : numbers.join(", "),
      title: title.replace("{n}", numbers.join(", ")),
      severity: SEVERITIES.find((severity) => items.some((item) => item.dataset.severity === severity)),
    };
  });
}

function backTo(position) {
  const there = placed().filter((each) => positionsOf(each).includes(position));
  const item = there.find((each) => each.classList.contains("chosen")) ?? there[0];
  if (!item) return;
  choose(item);
  item.focus();
}

function choose(item) {
  for (const each of placed()) each.classList.toggle("chosen", each === item);
}

/* A copy is saved under the name that the service gives it; a refusal is shown like any other result. */
async function download(address) {
  const said = [];
  for (const file of input.files) {
    const answer = await send(file, address);
    if (answer.response.headers.get("Content-Type")?.startsWith("text/html")) {
      show({ ...answer, part: await resultOf(answer.response) });
      return "";
    }
    if (!answer.response.ok) throw await refusedBy(answer.response, words);
    said.push(await save(answer.response));
  }
  return said.join(" ");
}

async function save(response) {
  const name = decodeURIComponent(response.headers.get("Content-Disposition").split("filename*=UTF-8''")[1]);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  const left = response.headers.get("X-Document-Findings-Left");
  const rest = left === null ? "" : left === "0" ? words.clean : words.left.replace("{n}", left);
  return `${words.saved.replace("{name}", name)} ${rest}`.trim();
}

/* Files that are dropped are checked at once; dropped elsewhere on the page they must not replace it. */
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}
drop.addEventListener("dragover", () => drop.classList.add("over"));
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  drop.classList.remove("over");
  if (busy || !event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  alone(check);
});
