// The box for links (Ctrl+K): own articles come first, then it takes an address and says whether that lives.
import { Extension } from "django-prose-editor/editor";
import { get, post } from "./requests.js";

const box = document.querySelector("#link-box");
const [input] = box.querySelectorAll("input");
const results = box.querySelector("#link-found");
const sentence = box.querySelector("[role=status]");
const MOST_TRIES = 4;
let waiting = null;

const looksLikeAddress = (text) => /^(https?:|mailto:|tel:|\/|#)|^[\w-]+(\.[\w-]+)+(\/|$)/.test(text);

const addressOf = (text) => (/^(https?:|mailto:|tel:|\/|#)/.test(text) ? text : `${text.includes("@") ? "mailto:" : "https://"}${text}`);

function show({ entries = [], address }) {
  sentence.textContent = address?.sentence ?? "";
  sentence.classList.toggle("desk-dead", address?.is_alive === false);
  const buttonOf = ({ title, address: value }) => Object.assign(document.createElement("button"), { value, textContent: title });
  results.replaceChildren(...entries.map(buttonOf));
}

async function search(tries = MOST_TRIES) {
  const query = input.value.trim();
  const url = `${box.dataset.url}?${new URLSearchParams({ q: looksLikeAddress(query) ? addressOf(query) : query })}`;
  const { data } = await get(url).catch(() => ({ data: {} }));
  if (query !== input.value.trim()) return;
  show(data);
  // A task asks the other site.
  if (data.address?.is_alive !== null || tries === 0) return;
  if (tries === MOST_TRIES) post(box.dataset.url, { q: data.address.address }).catch(() => {});
  setTimeout(() => box.open && query === input.value.trim() && search(tries - 1), 1500);
}

export function openLinkBox(editor) {
  const before = editor.getAttributes("link").href ?? "";
  input.value = before;
  box.querySelector("[value=remove]").hidden = !before;
  show({});
  search();
  box.showModal();
  input.select();
  box.addEventListener("close", () => editor.view.focus(), { once: true });
  // Not by the event "close", which comes later: a key pressed before it would go where the cursor was.
  box.querySelector("form").onsubmit = (event) => (event.preventDefault(), box.close(), set(editor, event.submitter.value));
}

function set(editor, value) {
  editor.view.focus();
  const chain = editor.chain().extendMarkRange("link");
  if (value === "remove") return chain.unsetLink().run();
  const href = value === "set" ? addressOf(input.value.trim()) : value;
  if (!href || href === "https://") return undefined;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    const title = [...results.querySelectorAll("button")].find((button) => button.value === href)?.textContent;
    const mark = { type: "link", attrs: { href } };
    return editor.chain().insertContent([{ type: "text", text: title ?? href, marks: [mark] }, { type: "text", text: " " }]).run();
  }
  return chain.setLink({ href }).run();
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => search(), 250);
});

export const LinkBox = Extension.create({
  name: "linkBox",
  addKeyboardShortcuts: () => ({ "Mod-k": ({ editor }) => (openLinkBox(editor), true) }),
});
