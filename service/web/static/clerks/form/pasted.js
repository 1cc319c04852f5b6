/** Where pasting is offered, and where what was pasted goes: into the list beside the button, or to fields by key. */

import { filledItems } from "./collect.js";
import { fillGroup, fillNode } from "./fill.js";
import { newItem, replaceItems } from "./lists.js";
import { reveal } from "./nodes.js";
import { offerPasting } from "../pasting.js";

/** Offer pasting at every place that the form keeps for it; `changed()` is called when something came in. */
export function listenToPasting(root, slug, changed) {
  for (const slot of root.querySelectorAll("[data-pasting]")) {
    const list = slot.closest("[data-node=list]");
    offerPasting(slot, {
      slug,
      take: (found) => {
        if (Array.isArray(found)) append(list, found);
        else takeFields(root, found);
        changed();
      },
    });
  }
}

function append(list, values) {
  const items = values.map((value) => {
    const item = newItem(list);
    fillGroup(item, value, "", []);
    return item;
  });
  replaceItems(list, [...filledItems(list), ...items]);
}

function takeFields(root, fields) {
  for (const key of Object.keys(fields)) {
    for (const node of root.querySelectorAll(`[data-key="${key}"]`)) {
      if (node.parentElement.closest("[data-node]")) continue; // a field of that name further in
      reveal(node);
      fillNode(node, fields[key], key, []);
    }
  }
}
