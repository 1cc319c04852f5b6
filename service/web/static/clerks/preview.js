/* A preview of a DOCX in a frame that can reach nothing: see static/preview/frame.js, which draws it. */

import { address } from "./address.js";

const FRAME = "/xem-truoc";
const previews = new WeakMap();

/* Shows `docx`, an ArrayBuffer, in `container`, whose earlier preview is replaced.
   label: what the frame is called; caption: the words above, if they are others; failed: the words where the file cannot be drawn; pages: words with {n} for how many pages.
   marks: [{position, label, title, severity}], places that stand out; position is which w:p of the main part it is,
   from 0; severity ("error", "warning", "info") gives the colour, that of an error where there is none.
   onMark(position) is called when the mark in the paper is chosen.
   Gives {shown, scrollToMark}: a promise of {pages, height, marked}, null where it failed; and a function. */
export function showPreview(container, docx, { label, caption = label, failed = "", pages = "", marks = [], onMark = null }) {
  let preview = previews.get(container);
  if (!preview) {
    preview = new Preview(container);
    previews.set(container, preview);
  }
  preview.onMark = onMark;
  const shown = preview.show(docx, marks, { label, caption, failed, pages });
  return { shown, scrollToMark: (position) => preview.choose(position) };
}

class Preview {
  constructor(container) {
    this.number = 0;
    this.waiting = new Map();
    this.frame = document.createElement("iframe");
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.className = "paper";
    this.caption = document.createElement("figcaption");
    this.told = document.createElement("p");
    this.told.className = "told warn";
    const figure = document.createElement("figure");
    figure.className = "preview";
    figure.append(this.caption, this.told, this.frame);
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    window.addEventListener("message", (event) => this.hear(event));
    this.frame.src = address(FRAME);
    container.replaceChildren(figure);
  }

  async show(docx, marks, words) {
    const number = ++this.number;
    this.words = words;
    this.caption.textContent = words.caption;
    this.frame.title = words.label;
    this.told.hidden = true;
    this.frame.hidden = false; // what is not shown cannot be measured
    const answer = new Promise((resolve) => this.waiting.set(number, resolve));
    await this.ready;
    this.tell({ type: "show", number, docx, marks });
    return answer;
  }

  choose(position) {
    this.tell({ type: "choose", position });
    const { top, bottom } = this.frame.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (seen < Math.min(bottom - top, innerHeight) / 2) this.frame.scrollIntoView({ block: "nearest" });
  }

  /* The frame has no origin that could be named here. What it shows cannot lead it elsewhere: our policy has frames of
     ours only. */
  tell(message) {
    this.frame.contentWindow?.postMessage(message, "*");
  }

  hear({ source, origin, data }) {
    if (source !== this.frame.contentWindow || origin !== "null" || !data) return;
    if (data.type === "ready") this.isReady();
    if (data.type === "chosen" && this.onMark) this.onMark(data.position);
    if (data.type === "shown" || data.type === "resized") this.grow(data.height);
    if (data.type === "shown" || data.type === "failed") this.answer(data);
  }

  answer(data) {
    const good = data.type === "shown";
    if (data.number === this.number) {
      this.frame.hidden = !good;
      this.told.hidden = good;
      this.told.textContent = good ? "" : this.words.failed;
      const count = good && this.words.pages ? ` · ${this.words.pages.replace("{n}", data.pages)}` : "";
      this.caption.textContent = this.words.caption + count;
    }
    for (const [number, resolve] of this.waiting) {
      if (number > data.number) continue;
      resolve(good && number === data.number ? { pages: data.pages, height: data.height, marked: data.marked } : null);
      this.waiting.delete(number);
    }
  }

  grow(height) {
    if (Number.isFinite(height)) this.frame.style.setProperty("--paper", `${height}px`);
  }
}
