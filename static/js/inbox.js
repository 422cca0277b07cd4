// The inbox without a page load, and by keyboard: the same forms are sent, and the same page comes back.

const ITEM = ".inbox-item";
const SINGLE_KEYS = "inbox-single-keys";

const inbox = () => document.querySelector("#inbox");
const notices = () => document.querySelector("#notices");
const items = () => [...inbox().querySelectorAll(ITEM)];
const current = () => document.activeElement?.closest?.(ITEM);
const isTyping = (element) => element.closest("textarea, input:not([type=checkbox]), select, [contenteditable]");

function go(item) {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

// Words that were begun elsewhere outlive the page that is swapped below them.
function drafts() {
  const boxes = [...inbox().querySelectorAll("textarea")].filter((box) => box.value);
  return new Map(boxes.map((box) => [box.id, box.value]));
}

function swap(page, kept) {
  inbox().replaceWith(page.querySelector("#inbox"));
  notices().replaceChildren(...page.querySelector("#notices").childNodes);
  for (const [id, words] of kept) {
    const box = document.getElementById(id);
    if (!box) continue;
    box.value = words;
    box.closest("details").open = true;
  }
  prepare();
}

function say(sentence, kind) {
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
  const place = items().indexOf(button.closest(ITEM));
  const id = items()[place]?.id;
  const kept = drafts();
  if (button.value === "answer") kept.delete(form.querySelector("textarea").id);
  inbox().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("#inbox")) {
      return say(page.querySelector("#refusal")?.textContent ?? inbox().dataset.failed, "error");
    }
    history.replaceState(null, "", answer.url);
    swap(page, kept);
    go((id && document.getElementById(id)) || items()[Math.min(Math.max(place, 0), items().length - 1)] || inbox().querySelector("h1"));
  } catch {
    say(inbox().dataset.failed, "error");
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

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  go(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function press(key) {
  (current() ?? items()[0])?.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
}

const KEYS = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  z: () => document.querySelector("#notices .undo, .inbox-lately .undo")?.click(),
  "?": () => document.querySelector("#keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const box = isTyping(event.target);
  if (box) {
    if (event.key === "Escape") go(event.target.closest(ITEM));
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form?.querySelector("[value=answer]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (localStorage.getItem(SINGLE_KEYS) === "off") return;
  if (event.key in KEYS) KEYS[event.key]();
  else if ("raes!#".includes(event.key)) press(event.key);
  else return;
  event.preventDefault();
});

function prepare() {
  const single = document.querySelector("[data-single-keys]");
  single.checked = localStorage.getItem(SINGLE_KEYS) !== "off";
  single.addEventListener("change", () => localStorage.setItem(SINGLE_KEYS, single.checked ? "on" : "off"));
  document.querySelector("[data-keys]").addEventListener("click", KEYS["?"]);
  document.querySelector("[data-keys]").parentElement.hidden = false;
}

prepare();
