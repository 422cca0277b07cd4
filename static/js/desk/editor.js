// The editor of the text: stock extensions of Tiptap, and those of the modules around it.
import * as tiptap from "django-prose-editor/editor";
import * as blocks from "../editor-blocks.js";

const STOCK = [
  "Text Paragraph HardBreak Bold Italic Strike Underline Subscript Superscript Code CodeBlock Blockquote HorizontalRule",
  "BulletList OrderedList ListItem Image Caption Table TableRow TableHeader TableCell Gapcursor History TrailingNode",
];

// The link box has this shortcut instead of a dialog of the editor.
const PlainLink = tiptap.Link.extend({ addKeyboardShortcuts: () => ({}) });
// Without its menu: pictures are blocks now, and this shows those of imported texts.
const PlainFigure = tiptap.Figure.extend({ addExtensions: () => [] });

export function createEditor(element, content, label, extensions) {
  return new tiptap.Editor({
    element,
    content,
    // Its style element would need a nonce. The styles are in css/desk-text.css.
    injectCSS: false,
    editorProps: {
      // Where the cursor went a moment ago counts, also if the browser has not said so yet. Otherwise a key would replace
      // what was selected before.
      handleDOMEvents: { keydown: ({ domObserver }) => void (domObserver.forceFlush(), domObserver.flush()) },
      attributes: { class: "prose prose--led", "aria-label": label, "aria-multiline": "true", role: "textbox" },
    },
    extensions: [
      ...STOCK.join(" ").split(" ").map((name) => tiptap[name]),
      blocks.DocumentWithBlocks,
      blocks.Block,
      tiptap.Heading.configure({ levels: [2, 3, 4] }),
      PlainLink.configure({ enableTarget: false, protocols: ["http", "https", "mailto", "tel"] }),
      PlainFigure,
      tiptap.Dropcursor.configure({ color: false, class: "desk-dropcursor", width: 3 }),
      tiptap.Placeholder.configure({ placeholder: element.dataset.placeholder, showOnlyCurrent: false }),
      ...extensions,
    ],
  });
}
