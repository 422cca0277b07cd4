// The inbox without page loads, and by keyboard: the same forms are sent, and the same pages are returned.

const ITEM = ".inbox-item";
const SINGLE_KEYS = "inbox-single-keys";

const inbox = () => document.querySelector("#inbox");
const notices = () => document.querySelector("#notices");
const items = () => [...inbox().querySelectorAll(ITEM)];
const current = () => document.activeElement?.closest?.(ITEM);
const areKeysOn = () => localStorage.getItem(SINGLE_KEYS) === "on";
const isTyping = (element) => element.closest("textarea, input:not([type=checkbox]), select, [contenteditable]");

function focusItem(item) {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

// Returns unsent answers by id, so that they can be filled in again after the list is replaced.
function unsentAnswers() {
  const boxes = [...inbox().querySelectorAll("textarea")].filter((box) => box.value);
  return new Map(boxes.map((box) => [box.id, box.value]));
}

function replaceInbox(page, answers) {
  inbox().replaceWith(page.querySelector("#inbox"));
  notices().replaceChildren(...page.querySelector("#notices").childNodes);
  for (const [id, text] of answers) {
    const box = document.getElementById(id);
    if (!box) continue;
    box.value = text;
    box.closest("details").open = true;
  }
  setUpKeys();
}

function showMessage(sentence, kind) {
  const list = document.createElement("ul");
  const line = document.createElement("li");
  list.className = "messagelist";
  line.className = kind;
  line.textContent = sentence;
  list.append(line);
  notices().replaceChildren(list);
  notices().scrollIntoView({ block: "nearest" });
}

async function send(form, button) {
  const fields = new FormData(form, button);
  const position = items().indexOf(button.closest(ITEM));
  const id = items()[position]?.id;
  const answers = unsentAnswers();
  if (button.value === "answer") answers.delete(form.querySelector("textarea").id);
  inbox().setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("#inbox")) {
      return showMessage(page.querySelector("#refusal")?.textContent ?? inbox().dataset.failed, "error");
    }
    history.replaceState(null, "", response.url);
    replaceInbox(page, answers);
    focusItem((id && document.getElementById(id)) || items()[Math.min(Math.max(position, 0), items().length - 1)] || inbox().querySelector("h1"));
  } catch {
    showMessage(inbox().dataset.failed, "error");
  } finally {
    inbox().removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".inbox-form, #undo, #bulk") || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (!inbox().hasAttribute("aria-busy")) send(form, event.submitter);
});

// Not on "toggle", which comes later: what is typed at once would be taken for keys.
document.addEventListener("click", (event) => {
  const box = event.target.closest(".inbox-answer > summary, .inbox-later > summary")?.parentElement;
  if (!box || box.open) return;
  event.preventDefault();
  box.open = true;
  (box.querySelector("textarea") ?? box.querySelector("button")).focus();
});

function moveFocus(step) {
  const all = items();
  const at = all.indexOf(current());
  focusItem(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function pressButton(key) {
  (current() ?? items()[0])?.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
}

const KEYS = {
  j: () => moveFocus(1),
  ArrowDown: () => moveFocus(1),
  k: () => moveFocus(-1),
  ArrowUp: () => moveFocus(-1),
  z: () => document.querySelector("#notices .undo, .inbox-recent .undo")?.click(),
  "?": () => document.querySelector("#keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const box = isTyping(event.target);
  if (box) {
    if (event.key === "Escape") focusItem(event.target.closest(ITEM));
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form?.querySelector("[value=answer]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (!areKeysOn()) return;
  if (event.key in KEYS) KEYS[event.key]();
  else if ("raes!#".includes(event.key)) pressButton(event.key);
  else return;
  event.preventDefault();
});

// Single keys are off until they are switched on: somebody who types without a focused field would act by mistake.
function setUpKeys() {
  const single = document.querySelector("[data-single-keys]");
  if (!single) return;
  const notice = document.querySelector("[data-keys-on]");
  single.checked = areKeysOn();
  notice.hidden = !single.checked;
  single.addEventListener("change", () => {
    localStorage.setItem(SINGLE_KEYS, single.checked ? "on" : "off");
    notice.hidden = !single.checked;
  });
  document.querySelector("[data-keys]").addEventListener("click", KEYS["?"]);
  document.querySelector("[data-keys]").parentElement.hidden = false;
}

setUpKeys();
