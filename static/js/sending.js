// Sends <form data-send> without leaving the page, so that a lost connection loses neither the page nor a word on it:
// then <div data-unsent hidden> says that nothing has arrived, and has the button to try again. The site takes the
// same application once, however often it is sent.

const PATIENCE = 30_000;

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok && answer.redirected) location.assign(answer.url);
  else form.submit(); // It was refused: the browser shows why, in the form as it was filled in.
}

function tell(form, isUnsent) {
  const notice = form.querySelector("[data-unsent]");
  notice.hidden = !isUnsent;
  notice.querySelector("[data-online]").hidden = true;
  if (isUnsent) notice.scrollIntoView({ block: "nearest" });
}

for (const form of document.querySelectorAll("form[data-send]")) {
  let isOnItsWay = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    form.ariaBusy = "true";
    tell(form, false);
    try {
      await send(form);
    } catch {
      tell(form, true);
    }
    form.ariaBusy = "false";
    isOnItsWay = false;
  });
  addEventListener("online", () => {
    form.querySelector("[data-online]").hidden = false;
  });
}
