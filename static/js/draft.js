// Keeps in this tab what a reader types below an article, until the comment has arrived.
// A page that tells of its arrival names the address it was sent to: <main data-draft-sent="/strong-hips/comments/new/">.

const keyOf = (address) => `draft:${address}`;

try {
  for (const element of document.querySelectorAll("[data-draft-sent]")) {
    sessionStorage.removeItem(keyOf(element.dataset.draftSent));
  }
  for (const form of document.querySelectorAll("#respond form")) {
    const key = keyOf(form.getAttribute("action"));
    const text = form.elements.text;
    text.value ||= sessionStorage.getItem(key) ?? "";
    text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  }
} catch {
  // A browser that keeps nothing: the form works as it is.
}
