// Links to a reader's own comments, saved on this device only. The private page of a comment says what to save:
// <section data-kept-comment="7" data-kept-below="3" data-kept-at="/…/">, and with data-kept-gone what to delete.
// The article shows the links in <p data-kept="3" hidden>, and <p data-edit hidden> on a device that edits (admin-device.js).

const LIFETIME = 30 * 24 * 60 * 60 * 1000;

const DATE_FORMAT = { day: "numeric", month: "short", hour: "numeric", minute: "numeric" };

const storageKey = (post) => `comments:${post}`;

function loadEntries(post) {
  const entries = JSON.parse(localStorage.getItem(storageKey(post))) ?? [];
  return entries.filter(({ at }) => Date.now() - at < LIFETIME);
}

function saveEntries(post, entries) {
  if (entries.length) localStorage.setItem(storageKey(post), JSON.stringify(entries));
  else localStorage.removeItem(storageKey(post));
}

function onPrivatePage({ keptComment: comment, keptBelow: post, keptAt: url, keptGone: gone }) {
  const others = loadEntries(post).filter((entry) => entry.comment !== comment);
  const existing = loadEntries(post).find((entry) => entry.comment === comment && entry.url === url);
  const section = document.querySelector("[data-kept-here]");
  saveEntries(post, gone === undefined ? [...others, existing ?? { comment, url, at: Date.now() }] : others);
  if (!section) return;
  section.hidden = false;
  section.querySelector("[data-kept-forget]").addEventListener("click", () => {
    saveEntries(post, others);
    section.hidden = true;
  });
}

function onArticle(place) {
  const entries = loadEntries(place.dataset.kept);
  if (!entries.length) return;
  const links = place.querySelector("[data-kept-links]");
  const link = links.firstElementChild;
  links.replaceChildren();
  for (const { url, at } of entries) {
    const copy = link.cloneNode(true);
    copy.href = url;
    if (entries.length > 1) copy.append(` (${new Date(at).toLocaleString(document.documentElement.lang, DATE_FORMAT)})`);
    links.append(copy, " ");
  }
  place.hidden = false;
  place.querySelector("[data-kept-forget]").addEventListener("click", () => {
    saveEntries(place.dataset.kept, []);
    place.hidden = true;
  });
}

// A page that was prerendered has not been opened yet.
if (document.prerendering) await new Promise((open) => document.addEventListener("prerenderingchange", open, { once: true }));

try {
  for (const page of document.querySelectorAll("[data-kept-comment]")) onPrivatePage(page.dataset);
  for (const place of document.querySelectorAll("[data-kept]")) onArticle(place);
  for (const place of document.querySelectorAll("[data-edit]")) place.hidden = !localStorage.edits;
} catch {
  // Local storage is switched off or full. The pages work without it.
}
