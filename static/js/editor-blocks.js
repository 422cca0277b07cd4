// Blocks in the editor: a node type for each sort of content. A block is `<figure data-block="kind" data-key="key">` with
// nothing, a caption, or paragraphs and lists in it.
import { Document, Extension, Node } from "django-prose-editor/editor";
import { cardView, lineView } from "./editor-block-card.js";
import * as commands from "./editor-block-commands.js";
import { kinds } from "./editor-block-dialog.js";
import { LAST_BLOCK } from "./editor-text.js";

// Of an unknown kind, what is in it decides.
const typeOf = (figure) => {
  const known = kinds.get(figure.dataset.block)?.content;
  const found = figure.querySelector("p, ul, ol") ? "text" : figure.textContent.trim() ? "caption" : "none";
  return commands.TYPES[known ?? found];
};

// The attributes are required. Otherwise the editor would fill a gap in the document with an empty block.
const attribute = (name, inHtml) => ({
  isRequired: true,
  parseHTML: (figure) => figure.getAttribute(inHtml),
  renderHTML: (attributes) => ({ [inHtml]: attributes[name] }),
});

const blockNode = (name, options) =>
  Node.create({
    name,
    group: "placedBlock",
    draggable: true,
    addAttributes: () => ({ kind: attribute("kind", "data-block"), key: attribute("key", "data-key") }),
    parseHTML: () => [{ tag: "figure[data-block][data-key]", priority: 60, getAttrs: (figure) => typeOf(figure) === name && null }],
    renderHTML: ({ HTMLAttributes }) => (options.atom ? ["figure", HTMLAttributes] : ["figure", HTMLAttributes, 0]),
    addNodeView: () => cardView(commands),
    ...options,
  });

// A node of its own, so that nothing turns the caption, and with it the block, into a heading.
const BlockLine = Node.create({
  name: "blockLine",
  content: "inline*",
  renderHTML: () => {
    // The text has no element for it. ProseMirror asks for one, but appends whatever it gets.
    const dom = Object.defineProperty(document.createDocumentFragment(), "nodeType", { value: 1 });
    return { dom, contentDOM: dom };
  },
  addNodeView: lineView,
});

export const DocumentWithBlocks = Document.extend({ content: `(placedBlock | block)* ${LAST_BLOCK}` });

export const Block = Extension.create({
  name: "blocks",

  addExtensions: () => [
    blockNode("blockAtom", { atom: true }),
    blockNode("blockCaption", { content: "blockLine", isolating: true }),
    blockNode("blockText", { content: "(paragraph | bulletList | orderedList)+", defining: true }),
    BlockLine,
  ],

  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => {
      const selected = commands.selectedBlock(editor.state);
      if (selected) commands.change(editor, selected.pos);
      return Boolean(selected) || commands.leaveLine(editor);
    },
    Backspace: ({ editor }) => commands.selectEmptyLine(editor),
    Escape: ({ editor }) => commands.selectBlockAround(editor),
  }),
});
