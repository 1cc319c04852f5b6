/** The drafts: kept in this browser only, one for each type of paper. */

const PREFIX = "vanthu-ban-nhap:";
const nameOf = (slug) => PREFIX + slug;

/** Keep a payload; false where the browser does not let us. */
export function keepDraft(slug, payload) {
  try {
    localStorage.setItem(nameOf(slug), JSON.stringify({ saved: new Date().toISOString(), payload }));
    return true;
  } catch {
    return false;
  }
}

/** `{saved, payload}`, `{damaged: true}` where what is kept cannot be read, null where nothing is.
    `saved` is a Date, null where it is not known. */
export function keptDraft(slug) {
  let kept;
  try {
    kept = localStorage.getItem(nameOf(slug));
  } catch {
    return null;
  }
  return kept === null ? null : draftIn(kept);
}

function draftIn(kept) {
  let draft;
  try {
    draft = JSON.parse(kept);
  } catch {
    return { damaged: true };
  }
  const payload = draft?.payload;
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return { damaged: true };
  const saved = new Date(typeof draft.saved === "string" ? draft.saved : NaN);
  return { payload, saved: Number.isNaN(saved.valueOf()) ? null : saved };
}

/** Have `heard(draft)` called when another window keeps a draft of this type. */
export function listenToOthers(slug, heard) {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === nameOf(slug) && newValue !== null) heard(draftIn(newValue));
  });
}

/** Of which types this browser keeps drafts. */
export function keptSlugs() {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** Forget the draft; true, for what cannot be reached is not kept either. */
export function eraseDraft(slug) {
  try {
    localStorage.removeItem(nameOf(slug));
    return true;
  } catch {
    return true;
  }
}

/** When a draft was saved, in the words of the page. */
export function spokenTime(saved) {
  return saved.toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", {
    dateStyle: "short",
    timeStyle: "short",
  });
}
