/* Erases the drafts of this service in this browser, where the clerk says so; see form/draft.js for their names. */

const DRAFTS = "vanthu-ban-nhap:";

document.getElementById("sign-out")?.addEventListener("submit", () => {
  if (!document.getElementById("erase").checked) return;
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFTS)) localStorage.removeItem(name);
  } catch {
    /* what cannot be reached is not kept either */
  }
});
