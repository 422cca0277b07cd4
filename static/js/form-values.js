// Reads the values of a form's fields, and restores them: { name: [value, …] }.

export const isChosen = (field) => field.type === "radio" || field.type === "checkbox";

// Returns whether the field differs from what the server sent.
export function isChanged(field) {
  if (isChosen(field)) return field.checked !== field.defaultChecked;
  if (field.type === "select-multiple") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field.type !== "select-one") return field.value !== field.defaultValue;
  return field.selectedOptions[0] !== ([...field.options].findLast((option) => option.defaultSelected) ?? field.options[0]);
}

const selectedValues = (select) => [...select.selectedOptions].map((option) => option.value);

export function read(fields) {
  const values = {};
  for (const field of fields) {
    const found = (values[field.name] ??= []);
    if (field.type === "select-multiple") found.push(...selectedValues(field));
    else if (!isChosen(field) || field.checked) found.push(field.value);
  }
  return values;
}

// The rich text editor hides the field and shows a copy of the text.
function writeText(field, text) {
  field.value = text;
  field.proseEditor?.commands.setContent(text);
}

export function write(fields, values) {
  for (const field of fields) {
    const stored = values[field.name];
    if (!stored) continue;
    if (isChosen(field)) field.checked = stored.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = stored.includes(option.value);
    else writeText(field, stored[0] ?? "");
  }
}

// Adds the rows of inline forms that the user had added. After a reload, the browser restores their number, but not the rows.
export function addRows(form, values) {
  for (const total of form.querySelectorAll("[name$=-TOTAL_FORMS]")) {
    const prefix = total.name.replace("TOTAL_FORMS", "");
    const rowsOf = (names) => names.filter((name) => name.startsWith(prefix)).map((name) => parseInt(name.slice(prefix.length)) + 1 || 0);
    const needed = Math.max(0, ...rowsOf(Object.keys(values)));
    if (!needed) continue;
    const shown = Math.max(0, ...rowsOf([...form.elements].map((field) => field.name)));
    total.value = shown;
    for (let row = shown; row < needed; row++) {
      total.closest(".inline-group")?.querySelector(".add-row a")?.click();
    }
  }
}
