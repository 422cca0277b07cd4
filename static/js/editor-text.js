// The schema of the editor's texts, and the conversion of pasted text.
import { Document, Extension } from "django-prose-editor/editor";

// The last block of a document must be one of these, because a cursor can't leave a table or figure at the end.
export const LAST_BLOCK = "(paragraph | heading | bulletList | orderedList | blockquote | codeBlock)";

export const TextDocument = Document.extend({ content: `block* ${LAST_BLOCK}` });

const BLOCKS = "p, div, li, ul, ol, table, td, th, h1, h2, h3, h4, h5, h6, blockquote, pre, figure";

// Tags with the condition on the CSS for which each one stands.
const TAGS = [
  ["strong", ({ weight }) => weight === "bold" || weight === "bolder" || Number(weight) >= 600],
  ["em", ({ slant }) => slant === "italic" || slant === "oblique"],
  ["u", ({ line, element }) => line.includes("underline") && !element.closest("a") && !element.querySelector("a")],
  ["s", ({ line }) => line.includes("line-through")],
  ["sub", ({ shift }) => shift === "sub"],
  ["sup", ({ shift }) => shift === "super"],
];

const readStyle = (element) => {
  const declared = new Map(
    element
      .getAttribute("data-style")
      .split(";")
      .map((declaration) => declaration.split(":").map((part) => part.trim().toLowerCase()))
      .filter((parts) => parts.length === 2),
  );
  const value = (name) => declared.get(name) ?? "";
  return {
    element,
    weight: value("font-weight"),
    slant: value("font-style"),
    line: `${value("text-decoration")} ${value("text-decoration-line")}`,
    shift: value("vertical-align"),
  };
};

// Google Docs wraps all that it copies in <b style="font-weight: normal">.
const hasNoMeaning = (element, { weight, slant }) =>
  (element.matches("b, strong") && ["normal", "400"].includes(weight)) ||
  (element.matches("i, em") && slant === "normal");

const wrapContent = (element, name) => {
  const tag = element.ownerDocument.createElement(name);
  tag.append(...element.childNodes);
  element.append(tag);
};

// The site's Content Security Policy forbids inline styles, in pasted HTML too. So tags replace them.
const tagsForStyles = (html) => {
  // The attribute is renamed before parsing, because the browser would report each style that it refuses.
  const renamed = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const { body } = new DOMParser().parseFromString(renamed, "text/html");
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = readStyle(element);
    element.removeAttribute("data-style");
    if (hasNoMeaning(element, style)) {
      element.replaceWith(...element.childNodes);
    } else if (!element.matches("h1, h2, h3, h4, h5, h6, :is(h1, h2, h3, h4, h5, h6) *") && !element.querySelector(BLOCKS)) {
      for (const [name, applies] of TAGS) if (applies(style)) wrapContent(element, name);
    }
  }
  return body.innerHTML;
};

export const PastedStyles = Extension.create({ name: "pastedStyles", transformPastedHTML: tagsForStyles });
