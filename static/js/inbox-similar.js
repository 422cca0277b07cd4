// Shows earlier answers beside the answer box when it opens, in place of the link to their page.

async function load(link) {
  link.removeAttribute("data-similar");
  try {
    const response = await fetch(link.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const similar = page.querySelector("#similar");
    if (!similar) return;
    similar.removeAttribute("id");
    for (const button of similar.querySelectorAll("button")) button.hidden = false;
    link.parentElement.replaceWith(similar);
  } catch {
    // The link stays, and leads to the same answers.
  }
}

// "toggle" does not bubble.
document.addEventListener(
  "toggle",
  (event) => {
    const link = event.target.open && event.target.querySelector("a[data-similar]");
    if (link) load(link);
  },
  true,
);
