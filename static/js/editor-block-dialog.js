// What the page knows of the kinds of blocks, and the dialog that asks what a block shows. Its form is the server's.
import { enhance } from "./picture-picker.js";

const templates = [...document.querySelectorAll("template[data-block]")];
export const kinds = new Map(templates.map(({ dataset }) => [dataset.block, dataset]));

const parts = document.querySelector("template[data-block-card]");

export const copyPart = (selector) => parts.content.querySelector(selector).cloneNode(true);

export const withKey = (address, key) => (key ? `${address}?key=${encodeURIComponent(key)}` : address);

// After the session has ended, the answer is a page to sign in.
const ask = async (url, options) => {
  try {
    const response = await fetch(url, options);
    return response.redirected || !(response.ok || response.status === 422) ? null : response;
  } catch {
    return null;
  }
};

const fill = (dialog, html) => {
  dialog.innerHTML = html;
  enhance(dialog);
  dialog.querySelector("[aria-invalid=true], [data-choose], input:checked, input:not([type=hidden]), select")?.focus();
};

const say = (dialog, selector) => {
  dialog.querySelector(selector)?.remove();
  const place = dialog.querySelector(".block-form__buttons");
  const sentence = copyPart(selector);
  sentence.role = "alert";
  if (place) place.before(sentence);
  else dialog.replaceChildren(sentence);
};

// Returns the kind and the key of the block that shows what is at an address, or {}.
export const blockAt = async (address) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ address, csrfmiddlewaretoken: csrf });
  const response = await ask(parts.dataset.at, { method: "POST", body });
  return response?.ok ? response.json() : {};
};

// The words in the form are those of the chosen picture.
const showWords = ({ target }) => {
  const words = target.closest("form")?.elements.alternative_text;
  if (words && target.matches("[data-library]")) words.value = target.querySelector("[data-chosen] img")?.alt ?? "";
};

const send = async (dialog, url, form, submitter, end) => {
  submitter?.setAttribute("disabled", "");
  const response = await ask(url, { method: "POST", body: new FormData(form) });
  if (response?.status === 200) {
    end((await response.json()).key);
  } else if (response) {
    fill(dialog, await response.text());
  } else {
    submitter?.removeAttribute("disabled");
    say(dialog, ".block-card__failed");
  }
};

// Returns the key of what was chosen, or an empty text. `key` is that of a block that is changed.
export const askForKey = async (kind, key = "") => {
  const url = withKey(kinds.get(kind).form, key);
  const dialog = copyPart("dialog");
  let end;
  // Not by the event "close" alone, which comes later: a key pressed before it would go where the cursor was.
  const chosen = new Promise((resolve) => (end = resolve));
  dialog.addEventListener("close", () => end(""), { once: true });
  dialog.addEventListener("click", ({ target }) => target.value === "cancel" && dialog.close(""));
  dialog.addEventListener("change", showWords);
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, url, event.target, event.submitter, end);
  });
  document.body.append(dialog);
  dialog.showModal();
  const response = await ask(url);
  if (response) fill(dialog, await response.text());
  else say(dialog, ".block-card__failed");
  // For a new block, a picture has to be chosen first.
  if (!key) dialog.querySelector("[data-choose]")?.click();
  return chosen.finally(() => dialog.remove());
};
