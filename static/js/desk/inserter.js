// What can be put into the text: a list that "/" or the button "+" on an empty line opens, and that typing filters.
import { Extension, Plugin } from "django-prose-editor/editor";
import { insertBlock, isEmptyLine, placeForNew } from "../editor-block-commands.js";

const list = document.querySelector("#inserter");
const plus = document.querySelector("#plus");
const { matches: isTouched } = matchMedia("(pointer: coarse)");

const STOCK = {
  table: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run(),
  divider: (editor) => editor.chain().focus().setHorizontalRule().run(),
  camera: () => document.querySelector("#camera").click(),
};

// Returns what is typed after a "/" on a line with nothing else, or null.
function queryOf({ selection: { $from, empty } }) {
  const { parent: line, parentOffset, depth } = $from;
  if (!empty || depth !== 1 || line.type.name !== "paragraph" || parentOffset !== line.content.size) return null;
  return /^\/([^/]{0,20})$/.exec(line.textContent)?.[1] ?? null;
}

class Inserter {
  constructor(editor) {
    this.editor = editor;
    this.options = [...list.querySelectorAll(isTouched ? "[role=option]" : "[role=option]:not(.desk-touch)")];
    for (const part of [list, plus]) part.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
    plus.addEventListener("click", () => openInserter(editor));
  }

  update({ state, dom }) {
    const query = queryOf(state);
    if (query === null) this.isDismissed = false;
    const words = (query ?? "").toLowerCase();
    for (const option of this.options) option.hidden = !option.textContent.toLowerCase().includes(words);
    const { shown } = this;
    const isOpen = query !== null && !this.isDismissed && shown.length > 0;
    if (isOpen && (list.hidden || !shown.includes(this.chosen))) this.highlight(shown[0]);
    list.hidden = !isOpen;
    if (isOpen) dom.setAttribute("aria-controls", list.id);
    else dom.removeAttribute("aria-activedescendant");
    plus.hidden = !(isEmptyLine(state) || isOpen) || !this.editor.isEditable;
    this.place(state);
  }

  place({ selection: { $from } }) {
    if (plus.hidden && list.hidden) return;
    const line = this.editor.view.nodeDOM($from.before(1));
    plus.style.insetBlockStart = `${line.offsetTop}px`;
    list.style.insetBlockStart = `${line.offsetTop + line.offsetHeight}px`;
    if (!list.hidden) list.scrollIntoView({ block: "nearest" });
  }

  get shown() {
    return this.options.filter((option) => !option.hidden);
  }

  highlight(option) {
    for (const other of this.options) other.ariaSelected = String(other === option);
    this.chosen = option;
    this.editor.view.dom.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  handleKey({ key }) {
    if (list.hidden) return false;
    const { shown } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) this.highlight(shown.at((shown.indexOf(this.chosen) + step) % shown.length));
    else if (key === "Enter" || key === "Tab") this.choose(this.chosen);
    else if (key === "Escape") this.isDismissed = true;
    else return false;
    this.update(this.editor.view);
    return true;
  }

  choose(option) {
    if (!option) return;
    const { $from } = this.editor.state.selection;
    this.editor.chain().focus().deleteRange({ from: $from.start(), to: $from.end() }).run();
    const kind = option.dataset.insert;
    if (STOCK[kind]) STOCK[kind](this.editor);
    else insertBlock(this.editor, kind);
  }
}

// Opens the list on the line with the cursor if that is empty, else on a new one below.
export function openInserter(editor) {
  const line = { type: "paragraph", content: [{ type: "text", text: "/" }] };
  editor.chain().focus().insertContentAt(placeForNew(editor.state), line).run();
}

export const InsertList = Extension.create({
  name: "insertList",
  // Before the keys of lists and lines.
  priority: 1000,
  addProseMirrorPlugins() {
    let inserter = null;
    const handleKeyDown = (_view, event) => inserter.handleKey(event);
    return [new Plugin({ view: () => (inserter = new Inserter(this.editor)), props: { handleKeyDown } })];
  },
});
