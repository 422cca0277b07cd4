// The way back to what a reader wrote, kept on this device only. The private page of a comment says what to keep:
// <section data-kept-comment="7" data-kept-below="3" data-kept-at="/…/">, and with data-kept-gone what to forget;
// the article shows it: <p data-kept="3" hidden>.

const LIVES = 30 * 24 * 60 * 60 * 1000;

const WHEN = { day: "numeric", month: "short", hour: "numeric", minute: "numeric" };

const keyOf = (post) => `comments:${post}`;

function kept(post) {
  const entries = JSON.parse(localStorage.getItem(keyOf(post))) ?? [];
  return entries.filter(({ at }) => Date.now() - at < LIVES);
}

function keep(post, entries) {
  if (entries.length) localStorage.setItem(keyOf(post), JSON.stringify(entries));
  else localStorage.removeItem(keyOf(post));
}

function onPrivatePage({ keptComment: comment, keptBelow: post, keptAt: address, keptGone: gone }) {
  const others = kept(post).filter((entry) => entry.comment !== comment);
  const known = kept(post).find((entry) => entry.comment === comment && entry.url === address);
  const here = document.querySelector("[data-kept-here]");
  keep(post, gone === undefined ? [...others, known ?? { comment, url: address, at: Date.now() }] : others);
  if (!here) return;
  here.hidden = false;
  here.querySelector("[data-kept-forget]").addEventListener("click", () => {
    keep(post, others);
    here.hidden = true;
  });
}

function onArticle(place) {
  const entries = kept(place.dataset.kept);
  if (!entries.length) return;
  const links = place.querySelector("[data-kept-links]");
  const link = links.firstElementChild;
  links.replaceChildren();
  for (const { url, at } of entries) {
    const copy = link.cloneNode(true);
    copy.href = url;
    if (entries.length > 1) copy.append(` (${new Date(at).toLocaleString(document.documentElement.lang, WHEN)})`);
    links.append(copy, " ");
  }
  place.hidden = false;
  place.querySelector("[data-kept-forget]").addEventListener("click", () => {
    keep(place.dataset.kept, []);
    place.hidden = true;
  });
}

try {
  for (const page of document.querySelectorAll("[data-kept-comment]")) onPrivatePage(page.dataset);
  for (const place of document.querySelectorAll("[data-kept]")) onArticle(place);
} catch {
  // A browser that keeps nothing: the pages work as they are.
}
