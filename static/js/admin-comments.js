// Comments in the admin: focus the answer box when it opens, and insert a saved reply or an earlier answer.

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
