// What happens to the entry as a whole: published, updated, scheduled, taken back, shared, asked for review.
import { get, post, Unreachable } from "./requests.js";
import { notice, say, sayMoment } from "./words.js";

const dialog = document.querySelector("#publish");
const form = dialog.querySelector("form");
const alertText = dialog.querySelector("[role=alert]");
const primary = document.querySelector("#primary");

function showChecklist(items, showMe) {
  const rows = items.map(({ sentence, is_done: isDone, target, find }) => {
    const row = dialog.querySelector("#check").content.firstElementChild.cloneNode(true);
    row.classList.toggle("is-done", isDone);
    row.querySelector("span").textContent = sentence;
    row.querySelector(".visually-hidden").textContent = say(isDone ? "done" : "open");
    row.querySelector("button").hidden = isDone || !target;
    row.querySelector("button").addEventListener("click", () => (dialog.close(), showMe({ target, find })));
    return row;
  });
  dialog.querySelector("ul").replaceChildren(...rows);
}

function showChoices({ primary, is_public: isPublic }) {
  const isLater = form.elements.when.value === "later";
  dialog.dataset.primary = primary;
  form.elements.at.closest("p").hidden = !isLater;
  form.elements.at.required = isLater;
  const now = isPublic ? "update" : "publish";
  form.querySelector(".button").textContent = say(`act-${primary === "review" ? "review" : isLater ? "schedule" : now}`);
}

// Says the chosen date and time in words, beside its field.
function showMoment({ value, parentElement }) {
  const output = parentElement.closest("p, .desk-row").querySelector("output");
  output.textContent = value ? say(output.dataset.say, { date: sayMoment(value) }) : "";
}

// Without HTTPS, browsers have no clipboard.
const copy = (url) => (navigator.clipboard?.writeText(url) ?? Promise.reject()).then(() => notice(say("copied")), () => notice(url));

function showSuccess({ is_public: isPublic, sentence, public_url: url }) {
  if (isPublic) notice(say("is-public"), { [say("see-it")]: () => open(url, "_blank"), [say("copy-link")]: () => copy(url) });
  else notice(sentence);
}

export function connectPublishing(saving, content, showMe) {
  const { desk } = saving;

  // Does `name` with the text as it is now, after all that was to be saved before. Returns whether the server did it.
  const act = (name, data = {}) =>
    saving.inTurn(async () => {
      const { version } = saving;
      const sent = content.read();
      try {
        const answer = await saving.ask(name, { content: sent, ...data });
        if (answer.status === 200) saving.arrived(version, sent, answer.data.content);
        alertText.textContent = answer.status === 422 ? Object.values(answer.data.errors ?? { error: answer.data.error }).join(" ") : "";
        return answer.status === 200;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        alertText.textContent = say("unreachable");
        return false;
      }
    });

  const openDialog = async () => {
    alertText.textContent = "";
    saving.changed();
    await saving.save();
    if (!desk.pk) return;
    const { data } = await get(desk.addresses.checklist).catch(() => ({ data: {} }));
    showChecklist(data.items ?? [], showMe);
    form.elements.when.value = desk.state.is_scheduled ? "later" : "now";
    showChoices(desk.state);
    dialog.showModal();
  };

  primary.addEventListener("click", openDialog);
  form.addEventListener("change", () => showChoices(desk.state));
  form.addEventListener("submit", async (event) => {
    if (!event.submitter?.value) return;
    event.preventDefault();
    const name = desk.state.may_publish ? "publish" : "review";
    const when = form.elements.when.value === "later" ? form.elements.at.value : null;
    if (!(await act(name, name === "publish" ? { when, update_date: form.elements["update-date"].checked } : {}))) return;
    dialog.close();
    showSuccess(desk.state);
  });

  for (const field of document.querySelectorAll("[type=datetime-local]")) {
    field.addEventListener("input", () => showMoment(field));
    showMoment(field);
  }
  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", async () => {
      const at = button.parentElement.querySelector("[type=datetime-local]")?.value ?? null;
      button.closest("dialog")?.close();
      if (await act(button.dataset.act, { at })) notice(desk.state.sentence);
      else if (alertText.textContent) notice(alertText.textContent);
    });
  }
  for (const button of document.querySelectorAll("[data-share]")) {
    button.addEventListener("click", async () => {
      const { status, data } = await post(desk.addresses[button.dataset.share], {}).catch(() => ({ data: {} }));
      if (status !== 200) notice(data.error ?? say("unreachable"));
      else if (data.url) notice(say("shared", { url: data.url }), { [say("copy-link")]: () => copy(data.url) });
      else notice(say("share-closed"));
    });
  }
  return openDialog;
}
