/** Files: read from the clerk's disk, given to it, and the service that makes them. */

import { refusedBy } from "../refusals.js";
import { text } from "./texts.js";

const language = () => document.documentElement.lang;

/** Post a payload as JSON; the page's language is that of the answer. */
export function post(address, payload) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language() },
    body: JSON.stringify(payload),
  });
}

/** The answer to {@link post}. Throws Refused where the service refuses, with its own words and the id of the request. */
export async function answered(asked) {
  const response = await asked;
  if (response.ok) return response;
  const refused = await refusedBy(response, { strange: text("answeredStrangely"), large: text("tooLarge") });
  const id = response.headers.get("X-Request-Id");
  if (response.status >= 500 && id) refused.detail += ` ${text("requestId")}: ${id}`;
  throw refused;
}

/** The name that the service gives a file. */
export function nameOf(response) {
  const found = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  return found ? decodeURIComponent(found[1]) : "";
}

/** Let the browser save content under a name. */
export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The payload in a file. Throws where there is none. */
export async function payloadIn(file) {
  const payload = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) throw new TypeError("no object");
  return payload;
}

/** Choose a file by a hidden input; `use` gets it. */
export function choosing(button, input, use) {
  button?.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await use(file);
  });
}
