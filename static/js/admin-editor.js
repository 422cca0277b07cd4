// The editor stands in for a text field, but takes over neither its label nor its help.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0]?.textContent.trim().replace(/:$/, "");
  if (label) editor.view.dom.setAttribute("aria-label", label);
});
