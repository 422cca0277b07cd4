// Before a form of the admin is sent, checks whether its user is still signed in. If not, the user signs in in another
// tab, and the form is sent from this one, so that nothing is lost.
import { isDrafted, saveDraft, addDraftName } from "./admin-drafts.js";
import { fetchSessionState, showSessionDialog } from "./session.js";

const checkedForms = new WeakSet();
let isChecking = false;

async function send(form, button) {
  if (isChecking) return;
  isChecking = true;
  const state = await fetchSessionState();
  isChecking = false;
  if (state !== "here") return showSessionDialog(state, () => send(form, button));
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
