// Pasting from other programs: the structure stays, the pictures are copied into the library, or only the words are kept.
// Files of pictures are pasted and dropped too.
import { Extension, Plugin } from "django-prose-editor/editor";
import { isEmptyLine, showWhatIsAt } from "../editor-block-commands.js";
import { parsePasted } from "../pasted-text.js";
import { fetchPicture, fillSlot, insertPictures, isPicture, newSlotKey, uploadPicture } from "./pictures.js";
import { notice, say } from "./words.js";

const fileOf = (bytes, type) => new File([bytes], `picture.${type.split("/")[1]}`, { type });

// Word's clipboard has its pictures only in RTF, in the order of the text.
const picturesInRtf = (rtf) =>
  [...rtf.matchAll(/\\(png|jpeg)blip[^}]*?[\s}]([\da-f\s]{200,})}/gi)].map(([, kind, digits]) =>
    fileOf(Uint8Array.from(digits.replace(/\s/g, "").match(/../g), (pair) => parseInt(pair, 16)), `image/${kind}`),
  );

// Returns how a pasted picture can be had: from its address, from itself or one of `files`, or not at all.
function jobFor({ src, alt }, files) {
  if (/^https?:/.test(src)) return () => fetchPicture(src, alt);
  const [, type, data] = /^data:(image\/[\w+]+);base64,(.+)/.exec(src) ?? [];
  const file = data ? fileOf(Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)), type) : files.shift();
  return file && (() => uploadPicture(file));
}

const PARTS = "p, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, pre, figure";
const isOwn = ({ src }) => src.startsWith(`${location.origin}/`);

// A slot stands between the paragraphs: below the outermost one that its picture was in.
function place(slot, image) {
  let below = image.closest("figure");
  for (let outer = image; outer; outer = outer.parentElement?.closest(PARTS)) if (outer !== image) below = outer;
  if (!below) return image.replaceWith(slot);
  while (below.nextElementSibling?.dataset.block === "slot") below = below.nextElementSibling;
  below.after(slot);
  (image.closest("figure") ?? image).remove();
}

// Puts a slot in the place of each picture. Returns the slots' keys with the pictures.
function replacePictures(body) {
  const pictures = [...body.querySelectorAll("img[src]:not([width='1'], [height='1'])")].filter((image) => !isOwn(image));
  return pictures.map((image, index) => {
    const key = newSlotKey(index + 1);
    const slot = document.createElement("figure");
    slot.innerHTML = image.closest("figure")?.querySelector("figcaption")?.innerHTML ?? "";
    Object.assign(slot.dataset, { block: "slot", key });
    place(slot, image);
    return [key, image];
  });
}

const lineOf = (text) => ({ type: "paragraph", content: [{ type: "text", text }] });
const linesOf = (text) => text.split(/[\r\n]+/).filter((line) => line.trim()).map(lineOf);

// Offers to keep only the words, until something else is changed.
function offerPlainText(editor, text, { doc, selection: { from, to } }) {
  const goBack = ({ tr }) => Boolean(tr.replaceWith(0, tr.doc.content.size, doc.content));
  const keepWords = () => editor.chain().command(goBack).insertContentAt({ from, to }, linesOf(text)).focus().run();
  const offer = notice(say("pasted"), { [say("as-plain-text")]: keepWords });
  editor.on("update", function close({ transaction }) {
    if (transaction.getMeta("addToHistory") === false) return;
    offer.remove();
    editor.off("update", close);
  });
}

export const Pasting = Extension.create({
  name: "pasting",
  addStorage: () => ({ pictures: [] }),
  // The editor parses all that is pasted, before it asks who handles it. What was copied in the editor itself is clean.
  transformPastedHTML(html) {
    this.storage.pictures = [];
    if (html.includes("data-pm-slice")) return html;
    return parsePasted(html, (body) => (this.storage.pictures = replacePictures(body))).innerHTML;
  },
  addProseMirrorPlugins() {
    const { editor, storage } = this;
    const handlePaste = (_view, { clipboardData: data }) => {
      const { state } = editor;
      const files = [...data.files].filter(isPicture);
      const html = data.getData("text/html");
      if (files.length && !html.replace(/<[^>]*>/g, "").trim()) {
        insertPictures(editor, files);
        return true;
      }
      const available = [...picturesInRtf(data.getData("text/rtf")), ...files];
      const jobs = storage.pictures.map(([key, image]) => [key, jobFor(image, available)]);
      const words = data.getData("text/plain");
      const isRich = /<(?!\/?(p|div|span|br|meta|html|body|head)\b|!)/i.test(html) && !html.includes("data-pm-slice");
      const isAddressAlone = /^https?:\/\/\S+$/.test(words.trim()) && isEmptyLine(state);
      // The editor puts it into the text after this.
      setTimeout(() => {
        if (isAddressAlone) showWhatIsAt(editor, words.trim());
        for (const [key, job] of jobs) if (job) fillSlot(editor, key, job);
        if (words && isRich) offerPlainText(editor, words, state);
      });
      return false;
    };
    const handleDrop = (view, { dataTransfer, clientX: left, clientY: top }) => {
      const files = [...(dataTransfer?.files ?? [])].filter(isPicture);
      const $place = view.state.doc.resolve(view.posAtCoords({ left, top })?.pos ?? 0);
      if (files.length) insertPictures(editor, files, $place.depth ? $place.after(1) : $place.pos);
      return files.length > 0;
    };
    return [new Plugin({ props: { handlePaste, handleDrop } })];
  },
});
