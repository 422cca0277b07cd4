// The bar: the state in words, whether all is saved, how long the text is, and who else is here.
import { post } from "./requests.js";
import { announce, say, sayAge, sayLength, sayTime } from "./words.js";

const bar = document.querySelector(".desk-bar");
const part = (name) => bar.querySelector(`[data-part="${name}"]`);
let before = "";

// Links to what a new entry has only after it was saved once.
function showAddresses({ addresses }) {
  for (const link of document.querySelectorAll("[data-address]")) {
    link.hidden = !addresses[link.dataset.address];
    if (!link.hidden) link.href = addresses[link.dataset.address];
  }
}

// Returns a word for where the text is now, and a sentence that says it.
function placeOf(saving) {
  if (saving.held) return ["held", say(`held-${saving.held}`)];
  if (!saving.isDirty) return ["saved", saving.savedAt ? sayAge(Math.floor((performance.now() - saving.savedAt) / 1000)) : ""];
  if (saving.isOnDevice === false) return ["nowhere", say("nowhere")];
  if (!saving.failures) return ["saving", say("saving")];
  return ["kept", saving.trouble ? `${saving.trouble} ${say("kept")}` : say(navigator.onLine ? "unreachable-kept" : "offline")];
}

function show(saving) {
  const { state } = saving.desk;
  const [place, sentence] = placeOf(saving);
  bar.dataset.place = place;
  part("state").textContent = state.sentence;
  document.querySelector("#slug").placeholder = state.slug;
  part("place").textContent = sentence;
  part("again").hidden = !["held", "kept", "nowhere"].includes(place);
  part("dot").title = sentence;
  document.querySelector("#primary").textContent = say("asks-first", { act: say(`act-${state.primary}`) });
  const isTrouble = !["saved", "saving"].includes(place);
  if (isTrouble && before !== place) announce(sentence);
  before = place;
}

async function meet(saving, { isLeaving = false } = {}) {
  const { addresses, pk } = saving.desk;
  if (!pk || (document.hidden && !isLeaving)) return;
  const { data } = await post(addresses.presence, { device: saving.writer, left: isLeaving }, { isLeaving }).catch(() => ({ data: {} }));
  const sentences = (data.others ?? []).map(({ name, since, is_you: isYou }) => say(isYou ? "presence-you" : "presence", { name, time: sayTime(Date.parse(since)) }));
  if (part("presence").textContent !== sentences.join(" ")) part("presence").textContent = sentences.join(" ");
}

export function connectBar(saving, editor) {
  const measure = () => (part("length").textContent = sayLength(editor.getText({ blockSeparator: " " })));
  saving.addEventListener("changed", () => show(saving));
  saving.addEventListener("saved", () => showAddresses(saving.desk));
  editor.on("update", measure);
  part("again").addEventListener("click", () => saving.release());
  setInterval(() => show(saving), 1000);
  setInterval(() => meet(saving), 20_000);
  addEventListener("pagehide", () => meet(saving, { isLeaving: true }));
  for (const start of [measure, () => showAddresses(saving.desk), () => show(saving), () => meet(saving)]) start();
}
