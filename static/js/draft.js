// Keeps what is typed into <form data-draft action="…"> until it has arrived: in this tab, or with data-draft="device"
// on the device, for two weeks. The page that says so names the address it was sent to: <main data-draft-sent="…">.
// In the form, <p data-draft-kept hidden> tells of it and has a button data-draft-clear. Never kept: consent (a box
// without a value of its own), and what a person cannot see, but for <input type="hidden" data-draft-source>: where the
// reader came from. A page that was reached by such a link knows that better than an earlier draft.

const TYPED = "input:not([type=checkbox]:not([value]), [type=hidden], [tabindex='-1']), textarea, select";
const SOURCE = "[data-draft-source]";
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;

const keyOf = (address) => `draft:${address}`;
const fieldsOf = (form) => [...form.querySelectorAll(`${TYPED}, ${SOURCE}`)];
const isChosen = (field) => field.type === "radio" || field.type === "checkbox";

function values(form) {
  const kept = {};
  for (const field of fieldsOf(form)) {
    if (isChosen(field) ? field.checked : field.value) (kept[field.name] ??= []).push(field.value);
  }
  return kept;
}

function restore(fields, kept) {
  for (const field of fields) {
    if (!(field.name in kept)) continue;
    if (isChosen(field)) field.checked = kept[field.name].includes(field.value);
    else field.value = kept[field.name][0];
  }
}

function empty(fields) {
  for (const field of fields) {
    if (isChosen(field)) field.checked = false;
    else field.value = "";
  }
}

// All that the draft has a say in.
function draftedIn(form) {
  const hasSource = [...form.querySelectorAll(SOURCE)].some((field) => field.value);
  return fieldsOf(form).filter((field) => !hasSource || !field.matches(SOURCE));
}

function keepDraft(form) {
  const drafted = draftedIn(form);
  const storage = form.dataset.draft === "device" ? localStorage : sessionStorage;
  const key = keyOf(form.getAttribute("action"));
  const draft = JSON.parse(storage.getItem(key));
  if (draft && Date.now() - draft.at < TWO_WEEKS) restore(drafted, draft.values);
  else storage.removeItem(key);

  const keep = () => storage.setItem(key, JSON.stringify({ at: Date.now(), values: values(form) }));
  form.addEventListener("input", keep);
  form.addEventListener("submit", keep);

  for (const notice of form.querySelectorAll("[data-draft-kept]")) {
    notice.hidden = false;
    notice.querySelector("[data-draft-clear]").addEventListener("click", () => {
      storage.removeItem(key);
      empty(drafted);
      drafted[0].focus();
    });
  }
}

try {
  for (const page of document.querySelectorAll("[data-draft-sent]")) {
    sessionStorage.removeItem(keyOf(page.dataset.draftSent));
    localStorage.removeItem(keyOf(page.dataset.draftSent));
  }
  document.querySelectorAll("form[data-draft]").forEach(keepDraft);
} catch {
  // A browser that keeps nothing: the form works as it is.
}
