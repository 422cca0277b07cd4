// The handle beside each part of the text: drag it, or press it for a menu. Alt+Shift+arrows move the part with the cursor.
import { Extension, Plugin, pm } from "django-prose-editor/editor";
import { announce, say } from "./words.js";

const handle = document.querySelector("#handle");
const menu = document.querySelector("#handle-menu");

const startOf = (doc, index) => {
  let start = 0;
  for (let before = 0; before < index; before++) start += doc.child(before).nodeSize;
  return start;
};

// Moves a part of the text, by default the one with the cursor, above (-1) or below (1) its neighbour.
export function moveBlock(editor, by, index = editor.state.selection.$from.index(0)) {
  const { doc, selection, tr } = editor.state;
  const upper = Math.min(index, index + by);
  const last = doc.childCount - 1;
  // The empty line at the end stays there.
  if (upper < 0 || upper >= last || (upper + 1 === last && !doc.child(last).content.size)) return true;
  const [one, other] = [doc.child(upper), doc.child(upper + 1)];
  const start = startOf(doc, upper);
  const isSelected = selection.$from.index(0) === index;
  tr.replaceWith(start, start + one.nodeSize + other.nodeSize, [other, one]);
  if (isSelected) {
    const moved = by > 0 ? other.nodeSize : -one.nodeSize;
    const { anchor, head, ...kind } = selection.toJSON();
    tr.setSelection(pm.state.Selection.fromJSON(tr.doc, { ...kind, anchor: anchor + moved, head: (head ?? anchor) + moved }));
  }
  editor.view.dispatch(tr.scrollIntoView());
  announce(say(by > 0 ? "moved-down" : "moved-up"));
  return true;
}

class Handle {
  constructor(editor) {
    this.editor = editor;
    const text = editor.view.dom.parentElement;
    text.addEventListener("mousemove", ({ target, clientY, buttons }) => buttons || this.showAt(target, clientY));
    handle.addEventListener("dragstart", (event) => this.startDrag(event));
    handle.addEventListener("dragend", () => (editor.view.dragging = null));
    handle.addEventListener("click", () => this.openMenu());
    handle.addEventListener("keydown", ({ key }) => ["Enter", " "].includes(key) && this.openMenu());
    menu.addEventListener("click", () => menu.hidePopover());
  }

  // Shows the handle beside the part below the pointer, or at the height of the pointer.
  showAt(target, y) {
    if (menu.matches(":popover-open") || handle.contains(target)) return;
    const parts = [...this.editor.view.dom.children];
    const part = parts.find((one) => one.contains(target)) ?? parts.find((one) => one.getBoundingClientRect().bottom >= y);
    if (part) this.show(parts.indexOf(part), part);
  }

  show(index, part) {
    const { doc } = this.editor.state;
    this.index = index;
    handle.hidden = index >= doc.childCount || (index === doc.childCount - 1 && !doc.child(index).content.size && !doc.child(index).isAtom);
    handle.style.insetBlockStart = `${part.offsetTop}px`;
  }

  // Only another place of the cursor moves the handle: not the loss of the focus when it is pressed.
  update({ state, dom }, before) {
    if (before?.selection.eq(state.selection) && before.doc.eq(state.doc)) return;
    this.index = Math.min(state.selection.$from.index(0), state.doc.childCount - 1);
    const part = dom.children[this.index];
    if (part) this.show(this.index, part);
  }

  startDrag({ dataTransfer }) {
    const { view, state } = this.editor;
    const selection = pm.state.NodeSelection.create(state.doc, startOf(state.doc, this.index));
    view.dispatch(state.tr.setSelection(selection));
    dataTransfer.setDragImage(view.nodeDOM(selection.from), 0, 0);
    dataTransfer.setData("text/plain", selection.node.textContent);
    dataTransfer.effectAllowed = "move";
    view.dragging = { slice: selection.content(), move: true, node: selection };
  }

  // The commands of the menu are for what is selected.
  openMenu() {
    this.editor.commands.setNodeSelection(startOf(this.editor.state.doc, this.index));
    menu.showPopover({ source: handle });
    menu.querySelector("button").focus();
  }
}

export const BlockHandle = Extension.create({
  name: "blockHandle",
  addKeyboardShortcuts: () => ({
    "Alt-Shift-ArrowUp": ({ editor }) => moveBlock(editor, -1),
    "Alt-Shift-ArrowDown": ({ editor }) => moveBlock(editor, 1),
  }),
  addProseMirrorPlugins() {
    return [new Plugin({ view: () => new Handle(this.editor) })];
  },
});
