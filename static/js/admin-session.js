// Before a form of the admin is sent, checks whether its user is still signed in. If not, the user signs in in another
// tab, and the form is sent from this one, so that nothing is lost.
import { isDrafted, saveDraft, addDraftName, draftTemplate } from "./admin-drafts.js";

const TIMEOUT = 15_000;
const tabs = new BroadcastChannel("admin-signed-in");
const checkedForms = new WeakSet();
let isChecking = false;

// Returns "here", "ended", "other" (another user is signed in) or "unreachable".
async function fetchSessionState() {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(draftTemplate.dataset.session, { redirect: "manual", cache: "no-store", signal });
    if (response.type === "opaqueredirect" || response.status === 403) return "ended";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const session = page.querySelector("[data-signed-in]");
    if (!session) return "unreachable";
    if (session.dataset.signedIn !== draftTemplate.dataset.person) return "other";
    const token = session.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return "here";
  } catch {
    return "unreachable";
  }
}

function showDialog(state, retry) {
  const dialog = draftTemplate.content.querySelector("dialog").cloneNode(true);
  for (const part of dialog.querySelectorAll("[data-if]")) part.hidden = !part.dataset.if.split(" ").includes(state);
  const closeAndRetry = () => (dialog.close(), retry());
  dialog.querySelector("[data-again]").addEventListener("click", closeAndRetry);
  tabs.addEventListener("message", closeAndRetry);
  dialog.addEventListener("close", () => {
    tabs.removeEventListener("message", closeAndRetry);
    dialog.remove();
  });
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

async function send(form, button) {
  if (isChecking) return;
  isChecking = true;
  const state = await fetchSessionState();
  isChecking = false;
  if (state !== "here") return showDialog(state, () => send(form, button));
  checkedForms.add(form);
  form.requestSubmit(button);
}

// The listener captures the event, so it runs before all others.
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (submitter?.formTarget === "_blank" || !isDrafted(form) || checkedForms.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      saveDraft(form);
      addDraftName(form);
    } catch {
      // Local storage is switched off or full. The form is sent all the same.
    }
    send(form, submitter);
  },
  true,
);

tabs.postMessage(draftTemplate.dataset.person);
