// The editor replaces a text field, but not its label and help text. This connects them, so that screen readers find it.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  textarea.proseEditor = editor;
  const label = textarea.labels[0]?.textContent.trim().replace(/:$/, "");
  if (label) editor.view.dom.setAttribute("aria-label", label);
});
