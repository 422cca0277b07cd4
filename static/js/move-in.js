// While an import runs, or files are put in their places: asks for the page again, and puts its figures in place of those
// shown. Without this script, the page is loaded anew.
const PAUSE = 1500;
const parts = (page) => [...page.querySelectorAll("#move-state [data-part]")];

async function ask() {
  const response = await fetch(location.href).catch(() => null);
  const text = response?.ok ? await response.text() : "";
  const page = new DOMParser().parseFromString(text, "text/html");
  const now = new Map(parts(page).map((part) => [part.dataset.part, part]));
  for (const part of parts(document)) show(part, now.get(part.dataset.part));
  const state = page.querySelector("#move-state")?.dataset;
  if (!state || "running" in state) setTimeout(ask, PAUSE);
  else if ("ended" in state) location.reload();
}

function show(part, now) {
  if (!now) return;
  if (part.matches("progress")) {
    part.max = now.max;
    part.value = now.value;
  } else {
    const words = now.textContent.trim() || part.dataset.done || "";
    if (part.textContent !== words) part.textContent = words;
  }
}

setTimeout(ask, PAUSE);
