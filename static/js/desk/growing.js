// The title and the teaser grow with what is written in them, also where the browser can't do that by itself.
const fields = document.querySelectorAll(".desk-sheet textarea");

function fit({ target: field }) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  for (const field of fields) {
    for (const event of ["input", "content:written"]) field.addEventListener(event, fit);
    new ResizeObserver(() => fit({ target: field })).observe(field.parentElement);
  }
}
