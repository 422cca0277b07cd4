// Shares an article by the device's own sheet, or else copies its link. Without script, there is a link that writes an
// e-mail.

const [sheet, copy, mail] = document.querySelector("[data-share]").children;
const title = document.querySelector("h1").textContent;
const { href: url } = document.querySelector("[rel=canonical]");

sheet.hidden = !navigator.share;
copy.hidden = !sheet.hidden || !navigator.clipboard;
mail.hidden = !sheet.hidden;
mail.search += `&subject=${encodeURIComponent(title)}`;

// Whoever closes the sheet has decided.
sheet.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(url);
  copy.setAttribute("aria-live", "polite");
  copy.textContent = copy.dataset.copied;
});
