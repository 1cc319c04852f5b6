/* Batches: the form stays filled in while the server tells what it understood, and the page of a batch follows it.
   Without this script the same forms load the page anew, and a link brings it up to date. */

import { address as addressOf } from "./address.js";
import { ask, pageIn, Refused, refusedBy } from "./refusals.js";

const STEP_MS = 1500;
const SLOWEST_MS = 15000;
const MANY_STEPS = 4;

prepare(document);
const batch = document.getElementById("batch");
if (batch) sendsInPlace(batch);
if (document.getElementById("state")) follow();

/* What is missing in a form is said by the page that answers, in its language, not in a bubble of the browser. */
function prepare(part) {
  for (const zone of part.querySelectorAll(".drop")) takesDrops(zone);
  for (const form of part.querySelectorAll("form")) form.noValidate = true;
}

/* The zone takes dropped files for its input; elsewhere a browser would open them in place of the page. */
function takesDrops(zone) {
  const input = zone.querySelector("input[type=file]");
  const mark = (over) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", over);
  };
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => {
    mark(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = input.multiple ? event.dataTransfer.files : onlyFirst(event.dataTransfer.files);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function onlyFirst(files) {
  const one = new DataTransfer();
  one.items.add(files[0]);
  return one.files;
}

function sendsInPlace(form) {
  const result = document.getElementById("ket-qua");
  const told = document.getElementById("sending");
  form.classList.add("in-place");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    told.textContent = form.dataset.sending;
    try {
      await refuseChanged(form);
      await send(form, event.submitter, result);
      told.textContent = "";
    } catch (error) {
      told.textContent = "";
      show(result, [whyNot(error, form).box()]);
    }
    form.removeAttribute("aria-busy");
  });
  /* What was understood was understood of another file. */
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") result.replaceChildren();
  });
}

async function send(form, button, result) {
  const body = new FormData(form, button);
  const response = await ask(addressOf("/hang-loat?manh=1"), { method: "POST", body });
  if (response.status === 201) {
    location.assign(response.headers.get("Location"));
    return;
  }
  const part = (await pageIn(response, form.dataset)).getElementById("part");
  if (!part) throw await refusedBy(response, form.dataset);
  show(result, part.childNodes);
}

function show(result, nodes) {
  result.replaceChildren(...nodes);
  result.focus({ preventScroll: true });
  result.scrollIntoView({ block: "start" });
}

/* A file that was saved anew since it was chosen can no longer be read, and is not sent. */
async function refuseChanged(form) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const beginnings = inputs.flatMap((input) => [...input.files]).map((file) => file.slice(0, 1).arrayBuffer());
  try {
    await Promise.all(beginnings);
  } catch {
    throw new Refused({ title: "", detail: form.dataset.changed });
  }
}

function whyNot(error, form) {
  return error instanceof Refused ? error : new Refused({ title: "", detail: form.dataset.lost });
}

/* Asks how far the batch is while somebody looks at it; says so to screen readers at each quarter. */
function follow() {
  const announced = document.getElementById("announced");
  const lost = document.getElementById("lost");
  const noContact = lost.textContent;
  let quarter = 0;
  let failures = 0;
  let timer = 0;

  const state = () => document.getElementById("state");
  const { address } = state().dataset;
  const isOpen = () => state().dataset.open === "true";

  function plan() {
    clearTimeout(timer);
    const wait = Math.min(STEP_MS * 2 ** Math.min(failures, MANY_STEPS), SLOWEST_MS);
    if (isOpen() && !document.hidden) timer = setTimeout(look, wait);
  }

  async function look() {
    try {
      const response = await ask(`${address}?manh=1`);
      if (response.status === 404 || response.status === 410) return location.assign(address);
      const fresh = (await pageIn(response, lost.dataset)).getElementById("state");
      if (!response.ok || !fresh) throw await refusedBy(response, lost.dataset);
      failures = 0;
      show(document.adoptNode(fresh));
    } catch (error) {
      failures += 1;
      lost.textContent = error instanceof Refused ? error.detail : noContact;
    }
    lost.hidden = failures < 2;
    plan();
  }

  function show(fresh) {
    const over = fresh.dataset.open !== "true";
    const before = live(state(), "state");
    if (over) exchange(fresh);
    else bringUp(fresh);
    const now = live(state(), "state");
    const bar = state().querySelector("progress");
    const reached = bar?.hasAttribute("value") ? Math.floor((4 * bar.value) / bar.max) : 0;
    if (now !== before || reached > quarter) announced.textContent = [now, live(state(), "count")].join(". ");
    quarter = Math.max(quarter, reached);
  }

  /* While it goes on only figures change, so that focus and links stay as they are. */
  function bringUp(fresh) {
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const mine = state().querySelector(`[data-live="${part.dataset.live}"]`);
      if (mine && mine.textContent !== part.textContent) mine.textContent = part.textContent;
    }
    const bar = state().querySelector("progress");
    const now = fresh.querySelector("progress");
    for (const name of ["max", "value"]) {
      if (now?.hasAttribute(name)) bar?.setAttribute(name, now.getAttribute(name));
      else bar?.removeAttribute(name);
    }
  }

  function exchange(fresh) {
    const hadFocus = state().contains(document.activeElement);
    state().replaceWith(fresh);
    prepare(fresh);
    if (hadFocus) document.getElementById("told").focus();
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && isOpen()) look();
  });
  plan();
}

function live(state, name) {
  return state.querySelector(`[data-live="${name}"]`)?.textContent.trim() ?? "";
}
