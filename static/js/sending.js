// Sends <form data-send> without leaving the page, so that nothing is lost with the connection. If sending fails,
// <div data-unsent hidden> says that nothing has arrived and has a button to try again. The site stores the same
// application once, however often it is sent.

const TIMEOUT = 30_000;

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT) });
  if (response.ok && response.redirected) location.assign(response.url);
  else form.submit(); // It was refused. The browser sends it again and shows the page with the errors.
}

function showUnsent(form, isUnsent) {
  const notice = form.querySelector("[data-unsent]");
  notice.hidden = !isUnsent;
  notice.querySelector("[data-online]").hidden = true;
  if (isUnsent) notice.scrollIntoView({ block: "nearest" });
}

for (const form of document.querySelectorAll("form[data-send]")) {
  let isSending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    form.ariaBusy = "true";
    showUnsent(form, false);
    try {
      await send(form);
    } catch {
      showUnsent(form, true);
    }
    form.ariaBusy = "false";
    isSending = false;
  });
  addEventListener("online", () => {
    form.querySelector("[data-online]").hidden = false;
  });
}
