// Tells whether the user of the page is still signed in, and lets them sign in again in another tab, so that nothing on
// this page is lost. The sentences are in the page's <template id="draft">.

const TIMEOUT = 15_000;
const { dataset, content } = document.querySelector("#draft");
const tabs = new BroadcastChannel("admin-signed-in");

// Returns "here", "ended", "other" (another user is signed in) or "unreachable". Takes over the session's CSRF token.
export async function fetchSessionState() {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(dataset.session, { redirect: "manual", cache: "no-store", signal });
    if (response.type === "opaqueredirect" || response.status === 403) return "ended";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const session = page.querySelector("[data-signed-in]");
    if (!session) return "unreachable";
    if (session.dataset.signedIn !== dataset.person) return "other";
    const token = session.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return "here";
  } catch {
    return "unreachable";
  }
}

// Shows what `state` means. `retry` is called when the user asks for it, or has signed in in another tab.
export function showSessionDialog(state, retry) {
  const dialog = content.querySelector("dialog").cloneNode(true);
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

tabs.postMessage(dataset.person);
