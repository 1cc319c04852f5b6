// The outline of a pasted report: corrected by the clerk (level up or down, merged with what stands before), then
// nested into the sections of a payload.
import { element, filled, part } from "./pasting.js";

const DEEPEST = 4;
const OTHERS = ["subject", "legal_bases", "opening", "closing"];

/** Shows what was found; the answer's `payload()` gives the fields that are ticked, as corrected. */
export function showOutline(dialog, found) {
  const parts = found.parts.map((each) => ({ ...each, paragraphs: [...each.paragraphs] }));
  drawn(dialog, parts);
  chosen(dialog, found.payload);
  leftOut(dialog, found.left_out);
  return {
    payload() {
      const ticked = [...part(dialog, "others").querySelectorAll("input:checked")].map((box) => box.value);
      const fields = ticked.map((name) => [name, found.payload[name]]);
      return { ...Object.fromEntries(fields), sections: nested(parts) };
    },
  };
}

/** The sections of a payload; a level that skips one is taken up. */
export function nested(parts) {
  const sections = [];
  const open = [];
  for (const each of parts) {
    open.length = Math.min(each.level - 1, open.length, DEEPEST - 1);
    const section = { heading: each.heading };
    if (each.paragraphs.length) section.paragraphs = each.paragraphs;
    if (each.table) section.table = each.table;
    const above = open.at(-1);
    (above ? (above.children ??= []) : sections).push(section);
    open.push(section);
  }
  return sections;
}

function drawn(dialog, parts) {
  const place = part(dialog, "outline");
  place.querySelector("ol").replaceChildren(...parts.map((each, number) => line(dialog, parts, each, number)));
  place.hidden = !parts.length;
}

function line(dialog, parts, each, number) {
  const { dataset } = dialog;
  const item = element("li");
  item.className = `level-${each.level}`;
  const heading = element("span", [each.mark, each.heading].filter(Boolean).join(" "));
  heading.className = "heading";
  heading.id = `paste-part-${number}`;
  const counts = [filled(dataset.level, { n: each.level }), filled(dataset.counts, { n: each.paragraphs.length })];
  if (each.table) counts.push(filled(dataset.table, { n: each.table.rows.length }));
  const told = element("span", counts.join(" · "));
  told.className = "hint";
  const moves = element("span");
  moves.className = "moves";
  moves.append(
    move("←", dataset.up, heading.id, each.level > 1, () => leveled(dialog, parts, number, -1)),
    move("→", dataset.down, heading.id, deeper(parts, number), () => leveled(dialog, parts, number, 1)),
    move(dataset.merge, dataset.merge, heading.id, number > 0, () => merged(dialog, parts, number)),
  );
  item.append(heading, told, moves);
  return item;
}

function move(sign, words, about, possible, act) {
  const button = element("button", sign);
  button.type = "button";
  button.title = words;
  button.setAttribute("aria-label", words);
  button.setAttribute("aria-describedby", about);
  button.disabled = !possible;
  button.addEventListener("click", act);
  return button;
}

function deeper(parts, number) {
  return number > 0 && parts[number].level < DEEPEST && parts[number].level <= parts[number - 1].level;
}

function leveled(dialog, parts, number, by) {
  const level = parts[number].level;
  parts[number].level += by;
  for (let at = number + 1; at < parts.length && parts[at].level > level; at += 1) {
    parts[at].level = Math.min(parts[at].level + by, DEEPEST); // what stands below goes along
  }
  evened(parts);
  redrawn(dialog, parts, number, by > 0 ? 1 : 0);
  told(dialog, dialog.dataset.leveled, { heading: parts[number].heading, n: parts[number].level });
}

function merged(dialog, parts, number) {
  const [gone] = parts.splice(number, 1);
  const before = parts[number - 1];
  before.paragraphs.push([gone.mark, gone.heading].filter(Boolean).join(" "), ...gone.paragraphs);
  if (gone.table && before.table) {
    const rows = [gone.table.columns, ...gone.table.rows, ...(gone.table.total_row ? [gone.table.total_row] : [])];
    if (gone.table.caption) before.paragraphs.push(gone.table.caption);
    before.paragraphs.push(...rows.map((row) => row.filter(Boolean).join(" | ")).filter(Boolean));
  } else if (gone.table) {
    before.table = gone.table;
  }
  evened(parts);
  redrawn(dialog, parts, number - 1, 2);
  told(dialog, dialog.dataset.merged, { heading: gone.heading });
}

/** No part stands more than one level below the one before it. */
function evened(parts) {
  parts.forEach((each, at) => { each.level = Math.min(each.level, at ? parts[at - 1].level + 1 : 1); });
}

function redrawn(dialog, parts, number, wanted) {
  drawn(dialog, parts);
  const buttons = [...part(dialog, "outline").querySelectorAll("li")[number].querySelectorAll("button")];
  (buttons[wanted].disabled ? buttons.find((button) => !button.disabled) : buttons[wanted])?.focus();
}

function told(dialog, words, values) {
  part(dialog, "summary").textContent = filled(words, values);
}

function chosen(dialog, payload) {
  const place = part(dialog, "others");
  const there = OTHERS.filter((name) => payload[name]);
  place.replaceChildren(place.querySelector("legend"), ...there.map((name) => choice(dialog, name, payload[name])));
  place.hidden = !there.length;
}

function choice(dialog, name, value) {
  const box = element("p");
  const tick = element("input");
  Object.assign(tick, { type: "checkbox", id: `paste-take-${name}`, value: name, checked: true });
  const label = element("label", dialog.dataset[name]);
  label.htmlFor = tick.id;
  const text = Array.isArray(value) ? value.map((each) => each.text).join("; ") : value;
  const shown = element("span", text);
  shown.className = "hint";
  box.append(tick, " ", label, shown);
  return box;
}

function leftOut(dialog, groups) {
  const place = part(dialog, "left");
  place.querySelector("div").replaceChildren(...groups.flatMap(({ what, lines }) => [
    element("h4", `${what} (${filled(dialog.dataset.lines, { n: lines.length })})`),
    element("pre", lines.join("\n")),
  ]));
  place.hidden = !groups.length;
}
