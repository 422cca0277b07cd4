// What one can do with blocks in the editor: put one in, change and remove it, and leave it by keyboard.
import { pm } from "django-prose-editor/editor";
import { askForKey, kinds } from "./editor-block-dialog.js";

// The node type for each sort of content.
export const TYPES = { none: "blockAtom", caption: "blockCaption", text: "blockText" };

const isBlock = (node) => node?.type.spec.group === "placedBlock";

// The range for a new block, always on the top level: below the node with the cursor, or an empty paragraph that it replaces.
const insertionRange = ({ selection: { $from, $to } }) => {
  if (!$to.depth) return [$to.pos, $to.pos];
  const line = $to.parent;
  const isEmptyLine = $to.depth === 1 && $from.sameParent($to) && line.type.name === "paragraph" && !line.childCount;
  return isEmptyLine ? [$to.before(1), $to.after(1)] : [$to.after(1), $to.after(1)];
};

const insert = (editor, attributes) =>
  editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      const type = state.schema.nodes[TYPES[kinds.get(attributes.kind).content]];
      const block = type.createAndFill(attributes);
      const [start, end] = insertionRange(state);
      tr.replaceWith(start, end, block);
      // The cursor goes where one writes: into a text, or else behind the block.
      const place = type.name === TYPES.text ? start + 1 : start + block.nodeSize;
      tr.setSelection(pm.state.Selection.near(tr.doc.resolve(place), 1)).scrollIntoView();
      return true;
    })
    .run();

// Asks what the block shows, and puts it where the cursor is.
export const insertBlock = async (editor, kind) => {
  const key = kinds.get(kind).defaultKey || (await askForKey(kind));
  if (key) insert(editor, { kind, key });
  else editor.commands.focus();
};

export const change = async (editor, pos) => {
  const { kind, key } = editor.state.doc.nodeAt(pos).attrs;
  const chosen = kinds.has(kind) ? await askForKey(kind, key) : "";
  editor
    .chain()
    .setNodeSelection(pos)
    .command(({ tr }) => !chosen || Boolean(tr.setNodeAttribute(pos, "key", chosen)))
    .setNodeSelection(pos)
    .focus()
    .run();
};

export const remove = (editor, pos) => editor.chain().setNodeSelection(pos).deleteSelection().focus().run();

export const selectedBlock = ({ selection: { node, from } }) => (isBlock(node) ? { node, pos: from } : null);

// Leaves a caption: the cursor goes to the next line.
export const leaveLine = (editor) => {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "blockLine") return false;
  return editor.chain().insertContentAt($from.after(1), { type: "paragraph" }).focus($from.after(1) + 1).run();
};

export const selectBlockAround = (editor) => {
  const { $from } = editor.state.selection;
  return $from.depth > 0 && isBlock($from.node(1)) && editor.commands.setNodeSelection($from.before(1));
};

export const selectEmptyLine = (editor) => {
  const { $from, empty } = editor.state.selection;
  if ($from.parent.type.name !== "blockLine" || !empty || $from.parentOffset) return false;
  return selectBlockAround(editor);
};
