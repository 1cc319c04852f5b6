/** What scripts say, in the language of the page: the page has it all in one template element. */

/** The text with `{name}` filled in. */
export function text(name, values = {}) {
  const found = document.getElementById("texts").dataset[name] ?? "";
  return found.replaceAll(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
