// Pictures that come as files or with pasted text. Each gets a slot in the text at once; the slot becomes a picture as
// soon as the library has it, and says so if it could not be copied. A slot is part of the text, so no gap is silent.
import { Node, createNodeFromContent, findChildren, getHTMLFromFragment } from "django-prose-editor/editor";
import { Refused, Upload } from "../chunked-upload.js";
import { placeForNew } from "../editor-block-commands.js";
import { csrfToken, get, post } from "./requests.js";
import { say } from "./words.js";

const { dataset: urls } = document.querySelector("#text");
const states = new Map();
// In milliseconds, for two minutes.
const [PAUSE, MOST_TRIES] = [1000, 120];

export const isPicture = ({ type }) => type.startsWith("image/");

export const newSlotKey = (number) => `${number}-${Math.random().toString(36).slice(2, 8)}`;

// Return the picture that the library has made of a file, or of what is at an address. The server's sentence is thrown.
export async function uploadPicture(file) {
  const options = { url: urls.announce, kind: "picture", csrf: csrfToken(), report: () => {} };
  return new Upload(file, options).addTo(urls.upload).catch((error) => {
    throw error instanceof Refused ? error : new Error(say("unreachable"));
  });
}

// A task fetches it, so this asks until it is there.
export async function fetchPicture(url, alternative) {
  let { data } = await post(urls.fetch, { url, alternative_text: alternative });
  for (let tries = 0; data.is_awaited && tries < MOST_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    ({ data } = await get(data.url));
  }
  if (!data.picture) throw new Error(data.is_awaited ? say("awaited") : (data.error ?? ""));
  return { pk: data.picture };
}

function findSlot(editor, key) {
  const [found] = findChildren(editor.state.doc, ({ type, attrs }) => type.name === "pictureSlot" && attrs.key === key);
  return found && { from: found.pos, to: found.pos + found.node.nodeSize, node: found.node };
}

// Replaces a slot by the picture that `job` brings.
export async function fillSlot(editor, key, job) {
  setState(key, { isBusy: true });
  try {
    const { pk } = await job();
    const slot = findSlot(editor, key);
    if (!slot) return;
    const caption = getHTMLFromFragment(slot.node.content, editor.schema);
    const figure = `<figure data-block="picture" data-key="${pk}">${caption}</figure>`;
    const picture = createNodeFromContent(figure, editor.schema, { slice: false }).firstChild;
    editor.view.dispatch(editor.state.tr.replaceWith(slot.from, slot.to, picture).setMeta("addToHistory", false));
  } catch (error) {
    setState(key, { reason: error.message });
  }
}

function setState(key, state) {
  states.set(key, state);
  for (const slot of document.querySelectorAll(`[data-slot="${CSS.escape(key)}"]`)) describe(slot, key);
}

function describe(slot, key) {
  const { isBusy, reason = "" } = states.get(key) ?? {};
  const [sentence, detail] = slot.querySelectorAll("p");
  sentence.textContent = isBusy ? say("copying") : say("slot", { number: key.split("-")[0] });
  detail.textContent = reason;
  slot.classList.toggle("is-busy", Boolean(isBusy));
}

export function insertPictures(editor, files, place = placeForNew(editor.state)) {
  const keys = files.map((_file, index) => newSlotKey(index + 1));
  editor.chain().focus().insertContentAt(place, keys.map((key) => ({ type: "pictureSlot", attrs: { key } }))).run();
  keys.forEach((key, index) => fillSlot(editor, key, () => uploadPicture(files[index])));
}

export const Slot = Node.create({
  name: "pictureSlot",
  group: "placedBlock",
  content: "inline*",
  draggable: true,
  isolating: true,
  addAttributes: () => ({
    key: { parseHTML: ({ dataset }) => dataset.key, renderHTML: ({ key }) => ({ "data-block": "slot", "data-key": key }) },
  }),
  parseHTML: () => [{ tag: "figure[data-block=slot]", priority: 70 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addNodeView: () => ({ node, editor, getPos }) => {
    const dom = document.querySelector("#picture-slot").content.firstElementChild.cloneNode(true);
    const contentDOM = dom.querySelector("figcaption");
    const { key } = node.attrs;
    dom.dataset.slot = key;
    describe(dom, key);
    const take = (files) => {
      const file = [...files].find(isPicture);
      if (file) fillSlot(editor, key, () => uploadPicture(file));
    };
    dom.querySelector("input").addEventListener("change", ({ target }) => take(target.files));
    dom.addEventListener("drop", (event) => (event.preventDefault(), take(event.dataTransfer.files)));
    dom.querySelector("button").addEventListener("click", () => editor.commands.deleteRange({ from: getPos(), to: getPos() + node.nodeSize }));
    const isOutside = ({ target }) => !contentDOM.contains(target);
    return { dom, contentDOM, ignoreMutation: isOutside, stopEvent: (event) => event.type === "drop" || isOutside(event) };
  },
});
