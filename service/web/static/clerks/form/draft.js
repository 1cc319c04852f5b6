/** The draft: kept in this browser only, one for each type of paper. */

const nameOf = (slug) => `vanthu-ban-nhap:${slug}`;

/** Keep a payload; false where the browser does not let us. */
export function keepDraft(slug, payload) {
  try {
    localStorage.setItem(nameOf(slug), JSON.stringify({ saved: new Date().toISOString(), payload }));
    return true;
  } catch {
    return false;
  }
}

/** `{saved, payload}`, null where there is none that can be read. */
export function keptDraft(slug) {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(slug)));
    return draft && typeof draft.payload === "object" ? draft : null;
  } catch {
    return null;
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
