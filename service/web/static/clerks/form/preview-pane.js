/** The pages beside the form, drawn anew when the clerk pauses. */

import { address } from "../address.js";
import { nameOf, post } from "./files.js";
import { text } from "./texts.js";
import { showPreview } from "../preview.js";

const GAP_PX = 12;
let last = "";
let asked = 0;
let drawn = false;

const pane = () => document.querySelector("#preview-pane details");
const told = (words) => {
  document.getElementById("preview-told").textContent = words;
};

/**
 * Draw `payload` if it has changed and somebody can see it. `verdict` is what the service said of it, or the failure
 * where nothing was said. A paper is only asked for where it can be made; errors are only counted: the clerk is still typing.
 */
export async function refreshPreview(slug, payload, verdict) {
  const body = JSON.stringify(payload);
  if (!pane().open || body === last || body === "{}") return;
  const number = ++asked;
  last = "";
  if (!verdict.valid) {
    tellWhy(verdict);
    return;
  }
  last = body;
  const response = await post(address(`/api/v1/documents/${slug}`), payload).catch(() => null);
  if (number !== asked) return;
  if (response?.ok) {
    await draw(await response.arrayBuffer(), nameOf(response));
    return;
  }
  last = "";
  const problem = (await response?.json().catch(() => null)) ?? {};
  tellWhy(response ? { errors: problem.errors, detail: problem.detail ?? text("answeredStrangely", { status: response.status }) } : {});
}

/** Take away what is shown: the clerk erased the paper. */
export function clearPreview() {
  last = "";
  asked += 1;
  drawn = false;
  const shown = document.getElementById("preview");
  shown.replaceWith(shown.cloneNode(false));
  told(text("previewNone"));
}

async function draw(docx, name) {
  drawn = true;
  const { label, failed, pages } = document.getElementById("texts").dataset;
  told(text("previewFresh"));
  await showPreview(document.getElementById("preview"), docx, { label: `${label}: ${name}`, caption: name, failed, pages }).shown;
}

function tellWhy({ errors, detail }) {
  const n = errors?.length;
  told(n ? text(drawn ? "previewOld" : "previewFaults", { n }) : (detail ?? text("unreachable")));
}

/** On a narrow screen the preview is below the form, closed until it is asked for; beside it, it may be made larger. */
export function placePreview(refresh) {
  if (!matchMedia("(min-width: 70rem)").matches) pane().open = false;
  pane().addEventListener("toggle", () => pane().open && refresh());
  document.getElementById("to-preview").addEventListener("click", () => {
    pane().open = true;
    pane().querySelector("summary").focus({ preventScroll: true });
    pane().scrollIntoView({ block: "start" });
  });
  keepAboveBar();
  const larger = document.getElementById("larger");
  larger.addEventListener("click", () => {
    const shown = document.querySelector(".paper-form").classList.toggle("larger-preview");
    larger.setAttribute("aria-pressed", String(shown));
  });
}

/** Tell the style sheet what room there is between the top of the pages and the bar: the more, the further one scrolls. */
function keepAboveBar() {
  const [shown, bar] = [document.getElementById("preview"), document.querySelector(".bar")];
  let asked = 0;
  const measure = () => {
    asked = 0;
    const top = (shown.querySelector("iframe") ?? shown).getBoundingClientRect().top;
    shown.style.setProperty("--room", `${Math.floor(innerHeight - bar.offsetHeight - top - GAP_PX)}px`);
  };
  const ask = () => {
    asked ||= requestAnimationFrame(measure);
  };
  for (const kind of ["scroll", "resize"]) window.addEventListener(kind, ask, { passive: true });
  const sizes = new ResizeObserver(ask); // remarks above the form push the pages down
  for (const part of [document.getElementById("single"), bar, shown]) sizes.observe(part);
}
