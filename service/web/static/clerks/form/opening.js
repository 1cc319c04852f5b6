/** Files that a clerk opens: the data of this paper, or of the last one, from which the next is begun. */

import { address } from "../address.js";
import { collected, isEmpty } from "./collect.js";
import { answered, choosing, payloadIn, post } from "./files.js";
import { childOf } from "./nodes.js";
import { nextPaper } from "./repeat.js";
import { text } from "./texts.js";
import { shown } from "./values.js";
import { allFilled } from "./waiting.js";

const byId = (id) => document.getElementById(id);

/**
 * Listen to the buttons that open a file or begin the next paper. `show(payload, words)` puts a payload in place of all
 * that is in the form, `mayReplace()` asks for that, `say(words, button)` tells why nothing was done.
 */
export function listenToOpening(root, { slug, how, show, mayReplace, say }) {
  const open = async (file) => {
    const payload = await payloadOf(file, slug, say);
    if (payload && mayReplace()) await show(payload, text("opened", { name: file.name }));
  };
  const repeat = async (last, name, may) => {
    const next = nextPaper(last, how);
    const missing = next.missing.map((key) => titleOf(root, key)).join(", ");
    if (missing) say(text("notRepeated", { name, missing }));
    else if (may()) await show(next.payload, repeatedWords(root, next));
  };
  choosing(byId("open"), byId("open-file"), open);
  const dialog = byId("repeat-dialog");
  if (!dialog) return;
  byId("repeat").addEventListener("click", () => {
    byId("repeat-here").hidden = isEmpty(collected(root));
    dialog.showModal();
  });
  byId("repeat-close").addEventListener("click", () => dialog.close());
  byId("repeat-here").addEventListener("click", async () => {
    dialog.close();
    await allFilled();
    await repeat(collected(root), text("thisForm"), () => true);
  });
  choosing(byId("repeat-choose"), byId("repeat-file"), async (file) => {
    dialog.close();
    const last = await payloadOf(file, slug, say);
    if (last) await repeat(last, file.name, mayReplace);
  });
}

/** The payload in a file, null where it has none for this form; that has been said then, and nothing is replaced. */
async function payloadOf(file, slug, say) {
  let payload;
  try {
    payload = await payloadIn(file);
  } catch {
    say(text("notJson"));
    return null;
  }
  const { fits, slug: other, title } = await recognised(payload, slug);
  if (fits) return payload;
  if (other) say(text("otherType", { name: file.name, title }), { label: text("toOther"), href: address(`/soan/${other}`) });
  else say(text("noType", { name: file.name }));
  return null;
}

/** Ask of which type a payload is. Only its keys are sent; where nobody answers, the clerk is believed. */
async function recognised(payload, slug) {
  const keys = Object.entries(payload).map(([key, value]) => [key, key === "type" || value === null ? value : true]);
  try {
    const response = await answered(post(address(`/soan/${slug}/nhan-ra`), Object.fromEntries(keys)));
    return await response.json();
  } catch {
    return { fits: true };
  }
}

/** What was really taken over, in the words of the form. */
function repeatedWords(root, { payload, kept, moved, review }) {
  const names = kept.map((key) => {
    const title = titleOf(root, key);
    return Array.isArray(payload[key]) ? `${title} (${payload[key].length})` : title;
  });
  const words = [text("repeated", { names: names.join(", ") })];
  for (const [key, month] of Object.entries(moved)) {
    const what = titleOf(root, key);
    words.push(month ? text("repeatedMonth", { what, month: shown("month", month) }) : text("repeatedNoMonth", { what }));
  }
  if (review) words.push(text("repeatedReview", { n: payload[review].length, what: titleOf(root, review) }));
  return words.join(" ");
}

const titleOf = (root, key) => childOf(root, key)?.dataset.title ?? key;
