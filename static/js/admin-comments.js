// Lists and pages of comments in the admin: select all, focus the answer box when it opens, and insert a saved reply
// or an earlier answer.

const all = document.querySelector("#choose-all");

if (all) {
  const boxes = document.querySelectorAll('input[type="checkbox"][form="bulk"]');
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}

for (const answer of document.querySelectorAll("details.staff-answer")) {
  answer.addEventListener("toggle", () => {
    if (answer.open) answer.querySelector("textarea").focus();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  if (!button) return;
  const { text } = button.dataset.text ? button.dataset : (button.form.elements.saved.selectedOptions[0]?.dataset ?? {});
  const answer = document.getElementById(button.dataset.insert);
  if (text === undefined || !answer) return;
  event.preventDefault();
  answer.value = [answer.value.trimEnd(), text].filter(Boolean).join("\n\n");
  answer.focus();
});
