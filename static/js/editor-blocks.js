// Blocks in the editor: each a marker in the text, shown as a card with its name. Which kinds there are, what there is
// to choose from and every word of it the page says, in a <template data-block="offer"> for each kind.
import { Document, Node, pm } from "django-prose-editor/editor";

const kinds = new Map(
  [...document.querySelectorAll("template[data-block]")].map((template) => [template.dataset.block, template]),
);

// A copy of what the kind's template has for `part`: its card or its dialog.
const draw = (kind, part) => kinds.get(kind)?.content.querySelector(part).cloneNode(true);

const nameOf = (kind, key) => kinds.get(kind)?.content.querySelector(`option[value="${CSS.escape(key)}"]`)?.label;

const choose = (kind, key) =>
  new Promise((resolve) => {
    const dialog = draw(kind, "dialog");
    const choices = dialog.querySelector("select");
    if (choices && key && nameOf(kind, key)) choices.value = key;
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "choose" ? choices.value : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });

// Where a block may stand: on the top level, below what the cursor is in, or in place of an empty paragraph there.
const placeFor = ({ selection: { $from, $to } }) => {
  if (!$to.depth) return [$to.pos, $to.pos];
  const line = $to.parent;
  const isEmptyLine = $to.depth === 1 && $from.sameParent($to) && line.type.name === "paragraph" && !line.childCount;
  return isEmptyLine ? [$to.before(1), $to.after(1)] : [$to.after(1), $to.after(1)];
};

const selectedBlock = ({ selection: { node } }, kind) =>
  node?.type.name === "placed" && (!kind || node.attrs.kind === kind) ? node : null;

const put = (editor, attributes) =>
  editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      const block = state.schema.nodes.placed.create(attributes);
      const [start, end] = selectedBlock(state) ? [state.selection.from, state.selection.to] : placeFor(state);
      tr.replaceWith(start, end, block);
      // Behind it, so that who goes on writing does not write over it.
      tr.setSelection(pm.state.Selection.near(tr.doc.resolve(start + block.nodeSize), 1)).scrollIntoView();
      return true;
    })
    .run();

const edit = async (editor, kind) => {
  const key = await choose(kind, selectedBlock(editor.state, kind)?.attrs.key);
  if (key) put(editor, { kind, key });
  else editor.commands.focus();
};

// Required: else the editor would fill a gap in the text with a block of no kind.
const attribute = (name, inHtml) => ({
  isRequired: true,
  parseHTML: (figure) => figure.getAttribute(inHtml),
  renderHTML: (attributes) => ({ [inHtml]: attributes[name] }),
});

// The last one is always text: else nobody with a thumb could write below a block.
export const DocumentWithBlocks = Document.extend({ content: "(placed* block)+" });

export const Block = Node.create({
  name: "placed",
  group: "placed",
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
    const dom = draw(kind, ".block-card") ?? document.createElement("div");
    const title = dom.querySelector(".block-card__name") ?? dom;
    title.textContent = nameOf(kind, key) ?? `${title.dataset.unknown ?? kind}: ${key}`;
    dom.ariaLabel = `${kinds.get(kind)?.dataset.label ?? kind}: ${title.textContent}`;
    dom.addEventListener("click", ({ target }) => {
      const act = target.closest("button")?.value;
      if (!act || !editor.isEditable) return;
      editor.commands.setNodeSelection(getPos());
      if (act === "change") edit(editor, kind);
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
