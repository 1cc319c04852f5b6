/* What the service says where it refuses, and what is said where nothing of ours answers, but a proxy before it. The
   words for that stand in the page, as data of `words`: "large" for 413, else "strange" with {status} in it. */

const TOO_LARGE = 413;

/** The service answered, with `status`, and refuses: `title` and `detail` are for the clerk. */
export class Refused extends Error {
  constructor({ title, detail }, status = 0) {
    super(detail);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /** What is to be shown, which is read aloud at once. */
  box() {
    const section = document.createElement("section");
    section.className = "told wrong";
    section.setAttribute("role", "alert");
    if (this.title) section.append(element("h3", this.title));
    section.append(element("p", this.detail));
    return section;
  }
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Ask as a browser does, so that a refusal is the page for clerks; only where nobody answers does this throw. */
export function ask(address, options = {}) {
  return fetch(address, { ...options, headers: { Accept: "text/html, */*;q=0.1", ...options.headers } });
}

/** The page in an answer; no script in it runs, and our policy would let none. Throws Refused. */
export async function pageIn(response, words) {
  if (!isPage(response)) throw await refusedBy(response, words);
  const page = parsed(await response.text());
  const refused = wordsIn(page);
  if (refused) throw new Refused(refused, response.status);
  return page;
}

/** A refusal in whatever form it came: a page of ours, problem+json, or something that a proxy wrote. */
export async function refusedBy(response, words) {
  const text = await response.text().catch(() => "");
  const told = isPage(response) ? wordsIn(parsed(text)) : problemIn(text);
  return told ? new Refused(told, response.status) : strangely(response, words);
}

function isPage(response) {
  return Boolean(response.headers.get("Content-Type")?.startsWith("text/html"));
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function wordsIn(page) {
  const detail = page.getElementById("refused");
  if (!detail) return null;
  const id = page.getElementById("request-id");
  const told = [detail, id].filter(Boolean).map((each) => each.textContent.trim());
  return { title: page.querySelector("h1")?.textContent.trim() ?? "", detail: told.join(" ") };
}

function problemIn(text) {
  try {
    const { title = "", detail } = JSON.parse(text);
    return typeof detail === "string" && detail ? { title, detail } : null;
  } catch {
    return null;
  }
}

function strangely({ status }, words) {
  const detail = status === TOO_LARGE && words.large ? words.large : words.strange.replace("{status}", status);
  return new Refused({ title: "", detail }, status);
}
