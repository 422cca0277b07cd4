// What the list of comments does more nicely with a script: choose all, and write at once where "Answer" opens.

const all = document.querySelector("#choose-all");

if (all) {
  const boxes = document.querySelectorAll('input[type="checkbox"][form="bulk"]');
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}

for (const answer of document.querySelectorAll("details.desk-answer")) {
  answer.addEventListener("toggle", () => {
    if (answer.open) answer.querySelector("textarea").focus();
  });
}
