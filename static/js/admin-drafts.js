// Saves what staff type into a form of the admin on their device, until the server has saved it, for two weeks at most.
// The same person gets it back in the same form, with a button to discard it. All sentences are in the page's
// <template id="draft">. Passwords and files are never saved. Signing out deletes everything.
import { addRows, isChanged, read, write } from "./form-values.js";

const draftTemplate = document.querySelector("#draft");

const PREFIX = `admin-draft:${draftTemplate.dataset.person}:`;
const SAVED = /(?:^|; )(draft-saved-([0-9a-z]+))=/g; // config/unsaved_input.py sets these cookies.
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;
const TEXT = "textarea, input:not([type=checkbox], [type=radio], [type=hidden])";
const NOT_SAVED = "[type=hidden]:not([name=_version]), [type=password], [type=file], [type=submit], [type=button], .selector select";

// For each form that came back with an error, the names of the fields that had been changed.
const fieldsSentBefore = new WeakMap();
let sentForm = null;

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.matches("input, textarea, select") && field.name && !field.matches(NOT_SAVED));

const firstTextField = (form) => fieldsOf(form).find((field) => field.matches(TEXT));

export const isDrafted = (form) =>
  form.matches("main [method=post]:not(#changelist-form)") && Boolean(firstTextField(form));

const draftedForms = () => [...document.forms].filter(isDrafted);

const storageKey = (form) =>
  `${PREFIX}${form.getAttribute("action") || location.pathname}#${form.getAttribute("id") ?? firstTextField(form).id}`;

const changedNames = (form) =>
  new Set([...fieldsOf(form).filter(isChanged).map((field) => field.name), ...(fieldsSentBefore.get(form) ?? [])]);

const loadDraft = (form) => JSON.parse(localStorage.getItem(storageKey(form)));

// Of a file only the name is saved, to say which one has to be chosen again.
function chosenFiles(form) {
  const chosen = [...form.querySelectorAll("[type=file]")].filter((field) => field.files.length);
  return Object.fromEntries(chosen.map((field) => [field.name, field.files[0].name]));
}

const hasUnsavedInput = (form) => changedNames(form).size > 0 || Object.keys(chosenFiles(form)).length > 0;

export function saveDraft(form) {
  if (!hasUnsavedInput(form)) return localStorage.removeItem(storageKey(form));
  const changed = changedNames(form);
  const fields = fieldsOf(form).filter((field) => changed.has(field.name) || field.name === "_version");
  const id = loadDraft(form)?.id ?? Date.now().toString(36) + Math.random().toString(36).slice(2);
  localStorage.setItem(storageKey(form), JSON.stringify({ id, at: Date.now(), values: read(fields), files: chosenFiles(form) }));
}

// The form contains the draft's id, so that the server can say which draft it has saved.
export function addDraftName(form) {
  form.querySelector("[data-draft-name]")?.remove();
  const id = loadDraft(form)?.id;
  if (id) form.insertAdjacentHTML("beforeend", `<input type="hidden" name="draft_name" data-draft-name value="${id}">`);
}

function deleteDrafts(isObsolete) {
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    if (isObsolete(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
  }
}

function deleteSavedDrafts() {
  const saved = [...document.cookie.matchAll(SAVED)];
  deleteDrafts(({ id, at }) => Date.now() - at > TWO_WEEKS || saved.some(([, , one]) => one === id));
  for (const [, cookie] of saved) document.cookie = `${cookie}=; path=${draftTemplate.dataset.path}; max-age=0`;
}

function showDraftNotice(form, { at, values }, before) {
  const notice = draftTemplate.content.querySelector(".draft-kept").cloneNode(true);
  const fields = fieldsOf(form).filter((field) => field.name in values);
  const hidden = fields.map((field) => field.closest("details")).filter(Boolean);
  notice.querySelector("time").textContent = new Date(at).toLocaleString(document.documentElement.lang, {
    dateStyle: Date.now() - at > 12 * 60 * 60 * 1000 ? "medium" : undefined,
    timeStyle: "short",
  });
  notice.querySelector("button").addEventListener("click", () => {
    write(fields, before);
    localStorage.removeItem(storageKey(form));
    notice.remove();
    fields[0].focus();
  });
  for (const details of hidden) details.open = true;
  if (hidden.length === fields.length) hidden[0].querySelector("summary").after(notice);
  else form.prepend(notice);
}

// A browser forgets a chosen file when the page is closed. An uploaded file is not lost: its token is in the form.
function showFileNotices(form, files) {
  for (const [name, file] of Object.entries(files)) {
    const field = form.elements[name];
    if (!field || field.ariaInvalid === "true" || form.elements[`${name}-upload`]?.value) continue;
    const notice = draftTemplate.content.querySelector(".draft-file").cloneNode(true);
    notice.querySelector("b").textContent = file;
    field.addEventListener("change", () => notice.remove());
    field.before(notice);
  }
}

function restoreDraft(form) {
  const draft = loadDraft(form);
  if (!draft) return;
  showFileNotices(form, draft.files);
  if (draft.id === draftTemplate.dataset.sent) return fieldsSentBefore.set(form, Object.keys(draft.values));
  addRows(form, draft.values);
  const fields = fieldsOf(form).filter((field) => field.name in draft.values);
  const before = read(fields);
  if (!fields.length || JSON.stringify(before) === JSON.stringify(draft.values)) return;
  write(fields, draft.values);
  showDraftNotice(form, draft, before);
}

function ignoreErrors(act) {
  try {
    act();
  } catch {
    // Local storage is switched off or full. The form works without drafts.
  }
}

for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target: { form } }) => form && isDrafted(form) && ignoreErrors(() => saveDraft(form)));
}
// The listener is on the window, so it runs after all others, which may send the form without leaving the page.
addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (target.matches("[action$='/logout/']")) ignoreErrors(() => deleteDrafts(() => true));
  if (!defaultPrevented && submitter?.formTarget !== "_blank") sentForm = target;
});
addEventListener("beforeunload", (event) => {
  if (draftedForms().some((form) => form !== sentForm && hasUnsavedInput(form))) event.preventDefault();
});
addEventListener("pageshow", () => (sentForm = null));

function start() {
  deleteSavedDrafts();
  draftedForms().forEach(restoreDraft);
  draftedForms().filter(hasUnsavedInput).forEach(saveDraft); // Save what was typed before this script was loaded.
}

// Django makes the buttons that add rows when its jQuery is ready, which may be after the page has loaded.
addEventListener("load", () => (window.django?.jQuery ?? ((act) => act()))(() => ignoreErrors(start)));
