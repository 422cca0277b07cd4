// The schema of the editor's texts, and the conversion of pasted text.
import { Document, Extension } from "django-prose-editor/editor";
import { parsePasted } from "./pasted-text.js";

// The last block of a document must be one of these, because a cursor can't leave a table or figure at the end.
export const LAST_BLOCK = "(paragraph | heading | bulletList | orderedList | blockquote | codeBlock)";

export const TextDocument = Document.extend({ content: `block* ${LAST_BLOCK}` });

export const PastedStyles = Extension.create({
  name: "pastedStyles",
  transformPastedHTML: (html) => parsePasted(html).innerHTML,
});
