/* Draws a DOCX that the page around sends, and tells it how high the drawing is. It runs in a frame of an opaque origin:
   it can reach neither our pages nor any address, whatever the file holds. A classic script, for a module would have to
   be fetched by an origin. */
"use strict";
(() => {
  const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const MAIN_PART = /\/relationships\/officeDocument$/;
  const paper = document.getElementById("paper");
  const styles = document.getElementById("styles");
  /* Nothing is loaded and nothing runs in a document without a window: there the drawing is made, and disarmed. */
  const bench = document.implementation.createHTMLDocument("");
  const OPTIONS = { className: "docx", renderAltChunks: false, renderComments: false, renderChanges: false, h: made };
  const DESK_PX = 12; // on each side of a sheet, as in the style sheet
  const LARGEST = 1.25;
  let latest = 0;
  disarmParser();

  /* The library writes names and values of the file into style sheets as they are. What could end a rule there, and
     begin another that restyles or hides our marks, is taken out of each attribute as a part is parsed. The style of a
     drawing is a list of declarations and keeps its semicolons. */
  function disarmParser() {
    const parse = DOMParser.prototype.parseFromString;
    DOMParser.prototype.parseFromString = function (...told) {
      const tree = parse.apply(this, told);
      for (const element of tree.getElementsByTagName("*")) {
        for (const each of element.attributes) {
          if (/[{}<>;]/.test(each.value)) each.value = each.value.replace(each.name === "style" ? /[{}<>]/g : /[{}<>;]/g, "");
        }
      }
      return tree;
    };
  }

  /* `location.origin` is that of our address, though this document itself is of an opaque origin. */
  function tell(message) {
    parent.postMessage(message, location.origin);
  }

  /* In each paragraph that is to be marked a bookmark is set before the file is drawn: so a mark cannot come to stand at
     another paragraph, and what is not drawn at all is not marked. */
  async function withBookmarks(zip, marks, prefix) {
    const name = await mainPart(zip);
    const entry = name && zip.file(name);
    if (!entry || !marks.length) return;
    const tree = new DOMParser().parseFromString(await entry.async("string"), "application/xml");
    const paragraphs = tree.getElementsByTagNameNS(WORD, "p");
    for (const { position } of marks) {
      const paragraph = paragraphs[position];
      if (!paragraph) continue;
      const bookmark = tree.createElementNS(WORD, "w:bookmarkStart");
      bookmark.setAttributeNS(WORD, "w:id", String(900000 + position));
      bookmark.setAttributeNS(WORD, "w:name", prefix + position);
      const properties = [...paragraph.children].find((each) => each.localName === "pPr");
      paragraph.insertBefore(bookmark, properties ? properties.nextSibling : paragraph.firstChild);
    }
    zip.file(name, new XMLSerializer().serializeToString(tree));
  }

  async function mainPart(zip) {
    const entry = zip.file("_rels/.rels");
    if (!entry) return "";
    const tree = new DOMParser().parseFromString(await entry.async("string"), "application/xml");
    const main = [...tree.documentElement.children].find((each) => MAIN_PART.test(each.getAttribute("Type") || ""));
    return main ? (main.getAttribute("Target") || "").replace(/^\//, "") : "";
  }

  /* An element as the library describes it: see `h` in its documentation. */
  function made(told) {
    if (told instanceof Node) return told;
    if (typeof told === "string") return bench.createTextNode(told);
    const { ns, tagName, className, style, children = [], ...properties } = told;
    if (tagName === "#comment") return bench.createComment("");
    const element =
      tagName === "#fragment" ? bench.createDocumentFragment()
      : ns ? bench.createElementNS(ns, tagName)
      : bench.createElement(tagName);
    if (className) element.setAttribute("class", className);
    if (typeof style === "string") element.setAttribute("style", style);
    else if (style) Object.assign(element.style, style);
    for (const [name, value] of Object.entries(properties)) if (value !== undefined) element[name] = value;
    element.append(...(children ?? []).map(made));
    return element;
  }

  /* Links lead nowhere from a preview, and what could load something is not drawn. The policy of the page forbids all
     of it anyway. */
  function disarm(nodes) {
    for (const node of nodes) {
      if (!(node instanceof Element)) continue;
      for (const each of node.querySelectorAll("iframe, script, object, embed, form, base, link, meta")) each.remove();
      for (const link of node.querySelectorAll("a")) link.removeAttribute("href");
      for (const image of node.querySelectorAll("img, image")) {
        const address = image.getAttribute("src") || image.getAttribute("href") || "";
        if (!address.startsWith("blob:")) image.remove();
        else if (!image.hasAttribute("alt")) image.setAttribute("alt", "");
      }
    }
  }

  function mark(marks, prefix) {
    for (const { position, label, title, severity } of marks) {
      const anchor = document.getElementById(prefix + position);
      const paragraph = anchor && anchor.closest("p");
      if (!paragraph) continue;
      paragraph.classList.add("marked");
      paragraph.dataset.position = position;
      if (severity) paragraph.dataset.severity = severity;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mark";
      button.textContent = label;
      button.setAttribute("aria-label", title);
      button.addEventListener("click", () => tell({ type: "chosen", position }));
      paragraph.prepend(button);
    }
  }

  /* Each sheet is as wide as the frame, whatever stands beside it: a portrait page is not small because an annex lies
     on its side. What is not paper (marks) keeps its size. */
  function fit() {
    const sheets = [...(paper.firstElementChild?.children ?? [])];
    for (const sheet of sheets) sheet.style.zoom = 1;
    const widths = sheets.map((sheet) => Math.max(sheet.offsetWidth, 1));
    const room = document.documentElement.clientWidth - 2 * DESK_PX - 1;
    sheets.forEach((sheet, index) => {
      const scale = Math.min(LARGEST, room / widths[index]);
      sheet.style.zoom = scale;
      sheet.style.setProperty("--back", 1 / scale);
    });
    const middle = document.documentElement.clientWidth / 2;
    for (const each of paper.querySelectorAll(".marked")) {
      const { left } = each.getBoundingClientRect();
      const margin = left - each.closest("section").getBoundingClientRect().left;
      each.classList.toggle("at-edge", margin < 32);
      each.classList.toggle("in-right-half", left > middle - 24); // a number on its left would cover what stands there
    }
  }

  /* The drawing breaks pages only where the file says so; how many a longer stretch fills is reckoned by its height. */
  function pages() {
    let count = 0;
    for (const sheet of paper.querySelectorAll("section.docx")) {
      const style = getComputedStyle(sheet);
      const margins = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      const room = parseFloat(style.minHeight) - margins;
      const filled = parseFloat(style.height) - margins;
      count += room > 0 ? Math.max(1, Math.ceil((filled - 2) / room)) : 1;
    }
    return count;
  }

  function height() {
    return Math.ceil(paper.getBoundingClientRect().height);
  }

  async function show({ number, docx, marks }) {
    latest = number;
    const prefix = `mark-${crypto.getRandomValues(new Uint32Array(2)).join("-")}-`;
    const zip = await JSZip.loadAsync(docx);
    await withBookmarks(zip, marks, prefix);
    const file = await zip.generateAsync({ type: "arraybuffer" });
    const nodes = await window.docx.renderDocument(await window.docx.parseAsync(file, OPTIONS), OPTIONS);
    if (number !== latest) return;
    disarm(nodes);
    const at = document.scrollingElement.scrollTop;
    styles.replaceChildren(...nodes.filter((node) => node.nodeName === "STYLE"));
    paper.replaceChildren(...nodes.filter((node) => node instanceof HTMLElement && node.nodeName !== "STYLE"));
    mark(marks, prefix);
    fit();
    document.scrollingElement.scrollTop = at;
    const marked = [...paper.querySelectorAll(".marked")].map((each) => Number(each.dataset.position));
    tell({ type: "shown", number, pages: pages(), height: height(), marked });
  }

  function choose(position) {
    for (const each of paper.querySelectorAll(".chosen")) each.classList.remove("chosen");
    const paragraph = paper.querySelector(`.marked[data-position="${Number(position)}"]`);
    if (!paragraph) return;
    paragraph.classList.add("chosen");
    paragraph.scrollIntoView({ block: "center" });
  }

  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== location.origin || !event.data) return;
    if (event.data.type === "show") {
      show(event.data).catch(() => tell({ type: "failed", number: event.data.number }));
    } else if (event.data.type === "choose") {
      choose(event.data.position);
    }
  });
  new ResizeObserver(() => {
    if (!paper.firstElementChild) return;
    fit();
    tell({ type: "resized", height: height() });
  }).observe(document.documentElement);
  tell({ type: "ready" });
})();
