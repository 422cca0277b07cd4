// Buttons with data-command, in the bubble above selected text and in the row of tools on a phone.
import { moveBlock } from "./handle.js";
import { openInserter } from "./inserter.js";
import { openLinkBox } from "./link-box.js";

// What a button does, and when it is shown as pressed. Any other name is a command of the editor.
const COMMANDS = {
  bold: [(chain) => chain.toggleBold(), "bold"],
  italic: [(chain) => chain.toggleItalic(), "italic"],
  underline: [(chain) => chain.toggleUnderline(), "underline"],
  strike: [(chain) => chain.toggleStrike(), "strike"],
  sub: [(chain) => chain.toggleSubscript(), "subscript"],
  sup: [(chain) => chain.toggleSuperscript(), "superscript"],
  code: [(chain) => chain.toggleCode(), "code"],
  heading: [(chain) => chain.toggleHeading({ level: 2 }), "heading", { level: 2 }],
  "small-heading": [(chain) => chain.toggleHeading({ level: 3 }), "heading", { level: 3 }],
  quote: [(chain) => chain.toggleBlockquote(), "blockquote"],
  list: [(chain) => chain.toggleBulletList(), "bulletList"],
  numbers: [(chain) => chain.toggleOrderedList(), "orderedList"],
  plain: [(chain) => chain.clearNodes().unsetAllMarks()],
};

const ACTS = {
  link: openLinkBox,
  insert: openInserter,
  "move-up": (editor) => moveBlock(editor, -1),
  "move-down": (editor) => moveBlock(editor, 1),
};

function run(editor, name) {
  if (ACTS[name]) return ACTS[name](editor);
  const chain = editor.chain().focus();
  return (COMMANDS[name]?.[0](chain) ?? chain[name]()).run();
}

export function connectCommands(editor) {
  const buttons = [...document.querySelectorAll("[data-command]")];
  for (const button of buttons) {
    // The text keeps the focus and its selection.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("keydown", ({ key }) => key === "Escape" && editor.view.focus());
    button.addEventListener("click", () => run(editor, button.dataset.command));
  }
  editor.on("transaction", () => {
    for (const button of buttons) {
      const [, ...active] = COMMANDS[button.dataset.command] ?? [];
      if (active.length) button.ariaPressed = String(editor.isActive(...active));
    }
  });
}
