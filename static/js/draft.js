// Keeps in this tab what is typed into <form data-draft action="…">, until it has arrived. The page that says so names
// the address it was sent to: <main data-draft-sent="…">. Consent is never kept, nor what a person cannot see.

const KEPT = "input:not([type=checkbox], [type=hidden], [tabindex='-1']), textarea, select";

const keyOf = (address) => `draft:${address}`;

function values(form) {
  const fields = [...form.querySelectorAll(KEPT)].filter((field) => field.type !== "radio" || field.checked);
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

function restore(form, kept) {
  for (const field of form.querySelectorAll(KEPT)) {
    if (!(field.name in kept)) continue;
    if (field.type === "radio") field.checked = kept[field.name] === field.value;
    else field.value = kept[field.name];
  }
}

try {
  for (const page of document.querySelectorAll("[data-draft-sent]")) {
    sessionStorage.removeItem(keyOf(page.dataset.draftSent));
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = keyOf(form.getAttribute("action"));
    const keep = () => sessionStorage.setItem(key, JSON.stringify(values(form)));
    restore(form, JSON.parse(sessionStorage.getItem(key)) ?? {});
    form.addEventListener("input", keep);
    form.addEventListener("submit", keep);
  }
} catch {
  // A browser that keeps nothing: the form works as it is.
}
