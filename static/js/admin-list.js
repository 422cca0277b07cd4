// Lists of the admin: choose all rows of the page.

const all = document.querySelector("#choose-all");

if (all) {
  const boxes = document.querySelectorAll('input[type="checkbox"][form="bulk"]');
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}
