// Blocks in the editor: each is a marker in the text, shown as a card with its name. The page has the kinds, their
// choices and all sentences, in a <template data-block="offer"> for each kind.
import { Document, Node, pm } from "django-prose-editor/editor";
import { LAST_BLOCK } from "./editor-text.js";

const kinds = new Map(
  [...document.querySelectorAll("template[data-block]")].map((template) => [template.dataset.block, template]),
);

// Returns a copy of the element `part` in the kind's template: its card or its dialog.
const copyPart = (kind, part) => kinds.get(kind)?.content.querySelector(part).cloneNode(true);

const nameOf = (kind, key) => kinds.get(kind)?.content.querySelector(`option[value="${CSS.escape(key)}"]`)?.label;

const openDialog = (kind, key) =>
  new Promise((resolve) => {
    const dialog = copyPart(kind, "dialog");
    const choices = dialog.querySelector("select");
    if (choices && key && nameOf(kind, key)) choices.value = key;
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "choose" ? choices.value : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });

// The range for a new block, always on the top level: below the node with the cursor, or an empty paragraph that it replaces.
const insertionRange = ({ selection: { $from, $to } }) => {
  if (!$to.depth) return [$to.pos, $to.pos];
  const line = $to.parent;
  const isEmptyLine = $to.depth === 1 && $from.sameParent($to) && line.type.name === "paragraph" && !line.childCount;
  return isEmptyLine ? [$to.before(1), $to.after(1)] : [$to.after(1), $to.after(1)];
};

const selectedBlock = ({ selection: { node } }, kind) =>
  node?.type.name === "placedBlock" && (!kind || node.attrs.kind === kind) ? node : null;

const insert = (editor, attributes) =>
  editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      const block = state.schema.nodes.placedBlock.create(attributes);
      const [start, end] = selectedBlock(state) ? [state.selection.from, state.selection.to] : insertionRange(state);
      tr.replaceWith(start, end, block);
      // The cursor goes behind the block, so that further typing does not replace it.
      tr.setSelection(pm.state.Selection.near(tr.doc.resolve(start + block.nodeSize), 1)).scrollIntoView();
      return true;
    })
    .run();

const edit = async (editor, kind) => {
  const key = await openDialog(kind, selectedBlock(editor.state, kind)?.attrs.key);
  if (key) insert(editor, { kind, key });
  else editor.commands.focus();
};

// The attributes are required. Otherwise the editor would fill a gap in the document with an empty block.
const attribute = (name, inHtml) => ({
  isRequired: true,
  parseHTML: (figure) => figure.getAttribute(inHtml),
  renderHTML: (attributes) => ({ [inHtml]: attributes[name] }),
});

export const DocumentWithBlocks = Document.extend({ content: `(placedBlock | block)* ${LAST_BLOCK}` });

export const Block = Node.create({
  name: "placedBlock",
  group: "placedBlock",
  atom: true,
  draggable: true,

  addAttributes: () => ({ kind: attribute("kind", "data-block"), key: attribute("key", "data-key") }),

  parseHTML: () => [
    {
      tag: "figure[data-block][data-key]",
      priority: 60,
      getAttrs: (figure) => (figure.childElementCount || figure.textContent.trim() ? false : null),
    },
  ],

  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],

  addNodeView: () => ({ node, editor, getPos }) => {
    const { kind, key } = node.attrs;
    const dom = copyPart(kind, ".block-card") ?? document.createElement("div");
    const title = dom.querySelector(".block-card__name") ?? dom;
    title.textContent = nameOf(kind, key) ?? `${title.dataset.unknown ?? kind}: ${key}`;
    dom.ariaLabel = `${kinds.get(kind)?.dataset.label ?? kind}: ${title.textContent}`;
    dom.addEventListener("click", ({ target }) => {
      const action = target.closest("button")?.value;
      if (!action || !editor.isEditable) return;
      editor.commands.setNodeSelection(getPos());
      if (action === "change") edit(editor, kind);
      else editor.chain().deleteSelection().focus().run();
    });
    return { dom, stopEvent: ({ target }) => Boolean(target.closest("button")), ignoreMutation: () => true };
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const block = selectedBlock(editor.state);
        if (block && kinds.has(block.attrs.kind)) edit(editor, block.attrs.kind);
        return Boolean(block);
      },
    };
  },

  addMenuItems({ buttons, menu }) {
    for (const [kind, { dataset }] of kinds) {
      menu.defineItem({
        name: `block-${kind}`,
        groups: "nodes",
        button: buttons.text(dataset.label, dataset.title),
        active: (editor) => Boolean(selectedBlock(editor.state, kind)),
        command: (editor) => edit(editor, kind),
      });
    }
  },
});
