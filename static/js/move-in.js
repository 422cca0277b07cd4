// While an import runs: asks for the page again, and puts its figures in place of those shown. Without this script, the
// page is loaded anew.
const PAUSE = 1500;
const parts = (page) => [...page.querySelectorAll("#move-state [data-part]")];

async function ask() {
  const response = await fetch(location.href).catch(() => null);
  const text = response?.ok ? await response.text() : "";
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.querySelector("#move-state") && !page.querySelector("[data-running]")) return location.reload();
  const now = new Map(parts(page).map((part) => [part.dataset.part, part]));
  for (const part of parts(document)) show(part, now.get(part.dataset.part));
  setTimeout(ask, PAUSE);
}

function show(part, now) {
  if (!now) return;
  if (part.matches("progress")) {
    part.max = now.max;
    part.value = now.value;
  } else if (part.textContent !== now.textContent) {
    part.textContent = now.textContent;
  }
}

setTimeout(ask, PAUSE);
