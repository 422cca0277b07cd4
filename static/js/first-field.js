// On a page of the admin that adds something: focuses the first field with an error, or else the first empty one. A
// field with the rich text editor gets the focus when the editor is ready.

const FIELDS = "textarea, select, input:not([type=hidden], [type=submit], [type=button], [type=checkbox], [type=radio], [type=file])";

const isRich = (field) => "djangoProseEditorConfigurable" in field.dataset;

const form = document.querySelector("script[data-first-field]").closest("form");
const fields = [...form.elements].filter((field) => field.matches(FIELDS) && !field.disabled && (isRich(field) || field.offsetParent));
const first = fields.find((field) => field.ariaInvalid === "true") ?? fields.find((field) => !field.value) ?? fields[0];

if (first && !isRich(first)) first.focus();
else if (first?.proseEditor) first.proseEditor.commands.focus("end");
else {
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (textarea === first && document.activeElement === document.body) editor.commands.focus("end");
  });
}
