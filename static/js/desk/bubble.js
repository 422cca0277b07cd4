// The bubble above selected text, and the one for a table with the cursor. Alt+F10 goes into it, Escape back to the text.
import { BubbleMenu, Extension } from "django-prose-editor/editor";

// A phone has the row of tools instead.
const hasRoom = matchMedia("(min-width: 48rem)");
const isText = ({ selection }) => !selection.empty && !selection.node && selection.$from.parent.inlineContent;

function bubble(id, isWanted, options = {}) {
  const element = document.getElementById(id);
  return BubbleMenu.extend({ name: id }).configure({
    element,
    pluginKey: id,
    updateDelay: 120,
    options: { onShow: () => (element.hidden = false) },
    shouldShow: ({ editor, state }) =>
      editor.isEditable && (editor.isFocused || element.contains(document.activeElement)) && isWanted(editor, state),
    ...options,
  });
}

const showsText = (_editor, state) => hasRoom.matches && isText(state);

export const Bubbles = Extension.create({
  name: "bubbles",
  addExtensions: () => [
    bubble("bubble", showsText),
    bubble("table-bubble", (editor, state) => editor.isActive("table") && !showsText(editor, state)),
  ],
  addKeyboardShortcuts: () => ({
    "Alt-F10": () => {
      const shown = document.querySelector(".desk-text .desk-bubble:not([hidden])");
      shown?.querySelector("button").focus();
      return Boolean(shown);
    },
  }),
});
