// Saves what is typed into <form data-draft action="…"> until it has arrived: in this tab, or with data-draft="device"
// on the device, for two weeks. The page that confirms the arrival names the form's URL: <main data-draft-sent="…">.
// In the form, <p data-draft-kept hidden> says so and has a button data-draft-clear. Consent (a checkbox without a value)
// and hidden fields are never saved, except <input type="hidden" data-draft-source>, which says where the reader came
// from. If the page's URL names a source, that one wins over the draft's.
import { isChosen, read, write } from "./form-values.js";

const INPUT = "input:not([type=checkbox]:not([value]), [type=hidden], [tabindex='-1']), textarea, select";
const SOURCE = "[data-draft-source]";
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;

const storageKey = (url) => `draft:${url}`;
const fieldsOf = (form) => [...form.querySelectorAll(`${INPUT}, ${SOURCE}`)];

function clear(fields) {
  for (const field of fields) {
    if (isChosen(field)) field.checked = false;
    else field.value = "";
  }
}

// The fields that the draft may fill in.
function draftedFields(form) {
  const hasSource = [...form.querySelectorAll(SOURCE)].some((field) => field.value);
  return fieldsOf(form).filter((field) => !hasSource || !field.matches(SOURCE));
}

function restoreAndSave(form) {
  const drafted = draftedFields(form);
  const storage = form.dataset.draft === "device" ? localStorage : sessionStorage;
  const key = storageKey(form.getAttribute("action"));
  const draft = JSON.parse(storage.getItem(key));
  if (draft && Date.now() - draft.at < TWO_WEEKS) write(drafted, draft.values);
  else storage.removeItem(key);

  const save = () => storage.setItem(key, JSON.stringify({ at: Date.now(), values: read(fieldsOf(form)) }));
  form.addEventListener("input", save);
  form.addEventListener("submit", save);

  for (const notice of form.querySelectorAll("[data-draft-kept]")) {
    notice.hidden = false;
    notice.querySelector("[data-draft-clear]").addEventListener("click", () => {
      storage.removeItem(key);
      clear(drafted);
      drafted[0].focus();
    });
  }
}

// A page that was prerendered has not been opened yet.
if (document.prerendering) await new Promise((open) => document.addEventListener("prerenderingchange", open, { once: true }));

try {
  for (const page of document.querySelectorAll("[data-draft-sent]")) {
    sessionStorage.removeItem(storageKey(page.dataset.draftSent));
    localStorage.removeItem(storageKey(page.dataset.draftSent));
  }
  document.querySelectorAll("form[data-draft]").forEach(restoreAndSave);
} catch {
  // Local storage is switched off or full. The form works without drafts.
}
