// Fields for more than one line grow with what is written in them, also where the browser can't do that by itself.
function fit(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  for (const field of document.querySelectorAll("textarea")) {
    for (const event of ["input", "content:written"]) field.addEventListener(event, () => fit(field));
    // Also when it is shown, or its lines break elsewhere.
    new ResizeObserver(() => fit(field)).observe(field.parentElement);
  }
}
