/** Boxes that hold a paragraph: as high as what is in them, and without line breaks. */

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

/** Listen to the form. */
export function listenToParagraphs(form) {
  form.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea")) return;
    if ("paragraph" in target.dataset && target.value.includes("\n")) joinLines(target);
    if (!GROWS_BY_ITSELF) grow([target]);
  });
  if (!GROWS_BY_ITSELF) new ResizeObserver(() => growAll(form)).observe(form);
}

/** Let all boxes of a part grow, for browsers that do not do that by themselves. */
export function growAll(part) {
  if (!GROWS_BY_ITSELF) grow([...part.querySelectorAll("textarea")]);
}

function joinLines(box) {
  const at = box.selectionStart;
  const before = box.value.slice(0, at).replaceAll(/\s*\n\s*/g, " ").length;
  box.value = box.value.replaceAll(/\s*\n\s*/g, " ");
  box.setSelectionRange(before, before);
}

/* All are measured before any is changed: so the page is laid out twice, not once for each. */
function grow(boxes) {
  for (const box of boxes) box.style.height = "auto";
  const heights = boxes.map((box) => box.scrollHeight + 2);
  boxes.forEach((box, index) => {
    if (heights[index] > 2) box.style.height = `${heights[index]}px`;
  });
}
