// The desk: the page on which articles and pages are written. This module connects its parts.
import "../growing-fields.js";
import { fetchSessionState, showSessionDialog } from "../session.js";
import { connectBar } from "./bar.js";
import { Bubbles } from "./bubble.js";
import { connectCommands } from "./commands.js";
import { settleConflict } from "./conflict.js";
import { Content, differences } from "./content.js";
import { connectCover } from "./cover.js";
import { Device } from "./device.js";
import { createEditor } from "./editor.js";
import { BlockHandle } from "./handle.js";
import { InsertList } from "./inserter.js";
import { LinkBox } from "./link-box.js";
import { connectLook } from "./look.js";
import { Pasting } from "./pasting.js";
import { Slot, insertPictures } from "./pictures.js";
import { connectPublishing } from "./publishing.js";
import { Saving } from "./saving.js";
import { connectSettings } from "./settings.js";
import { ToCome, Typography } from "./typography.js";
import { notice, say, sayTime } from "./words.js";

const desk = JSON.parse(document.querySelector("#desk").textContent);
const paper = document.querySelector("#paper");
const text = document.querySelector("#text");
const title = paper.elements.title;

const extensions = [Bubbles, InsertList, BlockHandle, LinkBox, Typography, ToCome, Slot, Pasting];
const editor = createEditor(text, desk.content.body, text.dataset.label, extensions);
const content = new Content(desk.content, editor);
const device = await Device.open(desk.person.pk, desk.device_key);
const saving = new Saving(desk, content, device);
const changed = () => saving.changed();

const PLACES = { cover: "#cover", categories: "#settings .desk-categories", body: "#text" };

// Brings what a line of the checklist is about into view: a field, or a place in the text.
function showMe({ target, find }) {
  const { dom } = editor.view;
  const holds = ({ textContent }) => textContent.includes(find.text);
  const found = find?.selector ? dom.querySelectorAll(find.selector)[find.index ?? 0] : find && [...dom.querySelectorAll("*")].findLast(holds);
  const place = found ?? document.querySelector(PLACES[target] ?? `[data-content][name="${target}"]`);
  if (place.closest("#settings")) openSettings();
  place.scrollIntoView({ block: "center" });
  if (found) editor.chain().focus().setTextSelection(editor.view.posAtDOM(found, 0)).run();
  else (place.matches("input, textarea, select") ? place : place.querySelector("input, button, .ProseMirror"))?.focus();
}

connectCover(desk.picture, changed);
const openSettings = connectSettings(editor, changed);
const openPublishing = connectPublishing(saving, content, showMe);
connectCommands(editor);
connectLook(saving);
connectBar(saving, editor);

// What a closed page has left on the device is brought back, and saved as if it had been typed just now. If the server has
// a newer version, that is a conflict like any other.
function bringBack() {
  const here = device.left.filter(({ kind, pk }) => kind === desk.kind && (pk ?? null) === desk.pk);
  const left = here.sort((one, other) => other.at - one.at)[0];
  if (!left) return;
  saving.addEventListener("saved", () => device.remove(left.key), { once: true });
  const stored = desk.content;
  content.write(left.content);
  saving.goOn(left);
  if (differences(left.content, stored).length) notice(say("brought-back", { time: sayTime(left.at) }), { [say("discard")]: () => (content.write(stored), changed()) });
}

editor.on("update", changed);
addEventListener("online", () => saving.save());
addEventListener("pagehide", () => saving.leave());
addEventListener("visibilitychange", () => document.hidden && saving.leave());
const isAtRisk = () => saving.isDirty && (saving.failures || saving.held || saving.isOnDevice === false);
addEventListener("beforeunload", (event) => isAtRisk() && event.preventDefault());
document.addEventListener("input", ({ target }) => target.matches("[data-content]") && changed());

// A dialog would take the keys of somebody who is typing, so a notice offers it.
let offer = null;
const offerDialog = (label, act) => (offer = notice(say(`held-${saving.held}`), { [say(label)]: act }));
saving.addEventListener("saved", () => offer?.remove());
saving.addEventListener("conflict", () => offerDialog("show-both", () => settleConflict(saving, content)));
saving.addEventListener("ended", async () => {
  const state = await fetchSessionState();
  if (state === "here") saving.release();
  else offerDialog("sign-in", () => showSessionDialog(state, () => saving.release()));
});

paper.addEventListener("keydown", (event) => {
  if (!event.target.matches("#title, #teaser") || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  editor.view.focus();
});
addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const act = { s: () => saving.save(), Enter: openPublishing, ",": openSettings, "/": () => document.querySelector("#shortcuts").showModal() }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.querySelector("[data-shortcuts]").addEventListener("click", () => document.querySelector("#shortcuts").showModal());
document.querySelector("#camera").addEventListener("change", ({ target }) => insertPictures(editor, [...target.files]));

// On a phone, the row of tools stands above the keyboard.
const { visualViewport: seen } = window;
const stand = () => document.documentElement.style.setProperty("--keyboard", `${Math.max(0, innerHeight - seen.height - seen.offsetTop)}px`);
for (const event of ["resize", "scroll"]) seen.addEventListener(event, stand);

if (!desk.may_change) {
  editor.setEditable(false);
  for (const field of document.querySelectorAll("[data-content]")) field.disabled = true;
}
bringBack();
if (!title.value) title.focus();
document.documentElement.dataset.ready = "";
