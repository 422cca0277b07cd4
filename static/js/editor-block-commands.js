// What one can do with blocks in the editor: put one in, change and remove it, and leave it by keyboard.
import { findChildren, pm } from "django-prose-editor/editor";
import { askForKey, blockAt, kinds } from "./editor-block-dialog.js";

// The node type for each sort of content.
export const TYPES = { none: "blockAtom", caption: "blockCaption", text: "blockText" };

const isBlock = (node) => node?.type.spec.group === "placedBlock";

export const isEmptyLine = ({ selection: { $from, empty } }) =>
  empty && $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.childCount;

// The place for something new, always on the top level: below the part with the cursor, or an empty line that it replaces.
export const placeForNew = (state) => {
  const { $to } = state.selection;
  if (isEmptyLine(state)) return { from: $to.before(1), to: $to.after(1) };
  const below = $to.depth ? $to.after(1) : $to.pos;
  return { from: below, to: below };
};

const createBlock = ({ schema }, attributes) => schema.nodes[TYPES[kinds.get(attributes.kind).content]].createAndFill(attributes);

const insert = (editor, attributes) => {
  const block = createBlock(editor.state, attributes);
  const { from, to } = placeForNew(editor.state);
  // The cursor goes where one writes: into a text, or else behind the block.
  const place = block.type.name === TYPES.text ? from + 1 : from + block.nodeSize;
  const { tr } = editor.state;
  tr.replaceWith(from, to, block).setSelection(pm.state.Selection.near(tr.doc.resolve(place), 1));
  editor.view.dispatch(tr.scrollIntoView());
};

// Puts the block that shows what is at an address in the place of the line with it, if there is such a block. Undoing
// gives the address back.
export const showWhatIsAt = async (editor, address) => {
  const attributes = await blockAt(address);
  if (!attributes.kind) return;
  const isLine = ({ type, textContent }) => type.name === "paragraph" && textContent === address;
  const line = findChildren(editor.state.doc, isLine).find(({ pos }) => !editor.state.doc.resolve(pos).depth);
  if (!line) return;
  const { tr } = editor.state;
  tr.replaceWith(line.pos, line.pos + line.node.nodeSize, createBlock(editor.state, attributes));
  editor.view.dispatch(pm.history.closeHistory(tr));
};

// Asks what the block shows, and puts it where the cursor is.
export const insertBlock = async (editor, kind) => {
  const key = kinds.get(kind).defaultKey || (await askForKey(kind));
  if (key) insert(editor, { kind, key });
  // At once: Tiptap's command waits for the next frame, and keys pressed before go where the cursor was.
  editor.view.focus();
};

export const change = async (editor, pos) => {
  const { kind, key } = editor.state.doc.nodeAt(pos).attrs;
  const chosen = kinds.has(kind) ? await askForKey(kind, key) : "";
  const setKey = ({ tr }) => !chosen || Boolean(tr.setNodeAttribute(pos, "key", chosen));
  editor.view.focus();
  editor.chain().setNodeSelection(pos).command(setKey).setNodeSelection(pos).run();
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
