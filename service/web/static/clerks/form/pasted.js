/** Where pasting is offered, and where what was pasted goes: into the list beside the button, or to fields by key. */

import { filledItems, forget, valueOf } from "./collect.js";
import { appendValues, fillNode } from "./fill.js";
import { growAll } from "./growing.js";
import { replaceItems } from "./lists.js";
import { itemsOf, reveal } from "./nodes.js";
import { allFilled } from "./waiting.js";
import { address } from "../address.js";
import { filled, offerPasting } from "../pasting.js";

/**
 * Offer pasting at every place that the page keeps for it. `changed()` is called when something came in,
 * `say(words, button)` tells how much once all of it has, and undoes it.
 */
export function listenToPasting(root, slug, changed, say) {
  const giveBack = async (undo, words) => {
    undo();
    await allFilled();
    growAll(root);
    say(words.undone);
  };
  for (const slot of document.querySelectorAll("#single [data-pasting]")) {
    const list = slot.closest("[data-node=list]");
    const place = slot.dataset.pasting === "members" ? tableOf(list) : partsOf(root);
    const words = document.getElementById(`paste-${slot.dataset.pasting}`).dataset;
    const open = offerPasting(slot, {
      slug,
      present: async () => {
        await allFilled();
        return { ...place.present(), isSample: isIn(place.values(), await sampleOf(slug)) };
      },
      take: async (found, how) => {
        const { told, undo, touched, shown, arrived } = place.take(found, how, words);
        const edits = watchEdits(touched);
        changed();
        shown?.scrollIntoView({ block: "center" });
        if (!(await arrived)) return; // something else has taken its place
        growAll(root);
        if (edits.begun) say(told);
        else edits.then(say(told, { label: words.undo, run: () => giveBack(undo, words) }));
      },
    });
    if (list) list.addEventListener("paste", (event) => catchBlock(event, open));
  }
}

/** Several cells or rows that are pasted into a field of one line would become one value: they are read as a list. */
function catchBlock(event, open) {
  const block = event.clipboardData?.getData("text/plain") ?? "";
  if (!event.target.matches("[data-items] input") || !/\t|\n\s*\S/.test(block.trim())) return;
  event.preventDefault();
  open(block, event.target);
}

/**
 * Whether anything in these nodes has been edited since: undoing would then take more away than what was pasted.
 * `then(run)` has `run()` called at the first edit.
 */
function watchEdits(nodes) {
  const [ended, edits] = [new AbortController(), { begun: false, then: (run) => { edits.run = run; } }];
  const edited = ({ type, target }) => {
    if (type === "click" && !target.closest("[data-do]:not([data-do=columns])")) return;
    ended.abort();
    edits.begun = true;
    edits.run?.();
  };
  for (const node of nodes) {
    for (const kind of ["input", "change", "click"]) node.addEventListener(kind, edited, { capture: true, signal: ended.signal });
  }
  return edits;
}

/** A table of people: rows in place of those that are there, or below them. */
function tableOf(list) {
  const people = () => filledItems(list);
  return {
    present: () => ({ count: people().length, names: people().map((item) => valueOf(item).full_name ?? "") }),
    values: () => people().map((item) => valueOf(item)),
    take(found, how, words) {
      const before = itemsOf(list);
      const kept = how === "append" ? people() : [];
      const gone = people().length - kept.length;
      replaceItems(list, kept);
      const all = appendValues(list, found, "", []);
      forget(list);
      const told = kept.length ? words.added : gone ? words.replaced : words.taken;
      return {
        told: filled(told, { n: found.length, gone, all: kept.length + found.length }),
        shown: itemsOf(list)[kept.length],
        arrived: all,
        undo: () => replaceItems(list, before),
        touched: [list],
      };
    },
  };
}

/** The parts of a report: sections in place of all parts that are there, or below them. */
function partsOf(root) {
  const keys = document.getElementById("paste-sections").dataset.parts.split(" ");
  const written = () => keys.map((key) => nodeOf(root, key)).filter((node) => node && valueOf(node) !== undefined);
  const sections = () => valueOf(nodeOf(root, "sections")) ?? [];
  return {
    present: () => ({
      count: written().filter((node) => node.dataset.key !== "sections").length + sections().length,
      names: written().flatMap((node) => (node.dataset.key === "sections" ? sections() : [{}])).map((each) => each.heading ?? ""),
    }),
    values: () => written().map((node) => valueOf(node)),
    take(found, how, words) {
      const adds = how === "append";
      const fields = adds ? { ...found, sections: [...sections(), ...found.sections] } : found;
      const touched = new Set([...(adds ? [] : keys), ...Object.keys(fields)]);
      const before = [...touched].map((key) => nodeOf(root, key)).filter(Boolean).map((node) => [node, valueOf(node)]);
      for (const [node] of before) {
        const value = fields[node.dataset.key];
        if (value !== undefined) reveal(node);
        fillNode(node, value, "", []);
      }
      return {
        told: filled(adds ? words.added : words.taken, { n: found.sections.length }),
        shown: itemsOf(nodeOf(root, "sections"))[adds ? fields.sections.length - found.sections.length : 0],
        arrived: allFilled().then(() => true),
        touched: before.map(([node]) => node),
        undo: () => before.forEach(([node, value]) => fillNode(node, value, "", [])),
      };
    },
  };
}

/** The field of the paper itself with a key, not one of that name further in. */
function nodeOf(root, key) {
  return [...root.querySelectorAll(`[data-node][data-key="${key}"]`)].find((node) => !node.parentElement.closest("[data-node]"));
}

const samples = {};

/** The sample of a type, {} where it cannot be had. */
function sampleOf(slug) {
  samples[slug] ??= fetch(address(`/api/v1/types/${slug}/sample`)).then((response) => response.json()).catch(() => ({}));
  return samples[slug];
}

/** Whether every text in a value is one of the sample: then nobody has typed anything of their own. */
function isIn(value, sample) {
  const known = new Set(textsIn(sample));
  return textsIn(value).every((each) => known.has(each));
}

function textsIn(value) {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}
