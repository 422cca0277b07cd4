// The form below an article. It moves below the comment that it replies to, stays open once somebody began to write, and
// remembers name and addresses on this device if the reader wishes so. Without script, links load the page with ?replytocom=.
import { read, write } from "./form-values.js";

const KEY = "reader";

const respond = document.getElementById("respond");
const form = respond?.querySelector("form");

function moveToReplies() {
  const title = document.getElementById("respond-title");
  const cancel = respond.querySelector(".respond__cancel");
  const home = document.createComment("");
  const plain = { title: title.textContent, parent: form.elements.parent.value, isReply: !cancel.hidden };
  let opener = null;

  const place = (anchor, heading, parent, isReply) => {
    anchor.after(respond);
    title.textContent = heading;
    form.elements.parent.value = parent;
    cancel.hidden = !isReply;
  };

  const reply = (link) => {
    opener = link;
    place(link.closest(".comment"), link.ariaLabel, link.dataset.reply, true);
    form.elements.text.focus();
  };

  const goHome = () => {
    place(home, plain.title, plain.parent, plain.isReply);
    opener.focus();
    opener = null;
  };

  respond.before(home);
  document.addEventListener("click", (event) => {
    const isPlainClick = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = isPlainClick && event.target.closest("a");
    if (link && "reply" in link.dataset) {
      event.preventDefault();
      reply(link);
    } else if (link && opener && cancel.contains(link)) {
      event.preventDefault();
      goHome();
    }
  });
  respond.addEventListener("keydown", ({ key, isComposing }) => {
    if (key === "Escape" && !isComposing && opener) goHome();
  });
}

function rememberReader() {
  const choice = form.querySelector(".respond__remember");
  const box = choice.querySelector("input");
  const fields = ["name", "email", "website"].map((name) => form.elements[name]);
  const remembered = JSON.parse(localStorage.getItem(KEY));
  choice.hidden = false;
  box.checked = Boolean(remembered);
  if (remembered) write(fields.filter((field) => !field.value), remembered);
  box.addEventListener("change", () => box.checked || localStorage.removeItem(KEY));
  form.addEventListener("submit", () => box.checked && localStorage.setItem(KEY, JSON.stringify(read(fields))));
}

if (form) {
  moveToReplies();
  form.addEventListener("focusin", () => form.classList.add("is-open"), { once: true });
  try {
    rememberReader();
  } catch {
    // Local storage is switched off or full. Nothing is remembered.
  }
}
