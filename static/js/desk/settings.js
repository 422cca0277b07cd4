// The drawer with the settings, and how the entry looks in search and when it is shared, drawn as it is written.
import { post } from "./requests.js";
import { notice, say } from "./words.js";

const drawer = document.querySelector("#settings");
const named = (name) => drawer.querySelector(`[name="${name}"]`) ?? document.querySelector(`[data-content][name="${name}"]`);
const valueOf = (name) => named(name)?.value.trim() ?? "";
const put = (name, text) => drawer.querySelectorAll(`[data-drawn="${name}"]`).forEach((place) => (place.textContent = text));

const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

function draw(editor) {
  const title = valueOf("title");
  const teaser = valueOf("teaser") || shorten(editor.getText().replace(/\s+/g, " ").trim(), 200);
  const description = valueOf("search_description") || teaser;
  put("search-title", shorten(valueOf("search_title") || title, 60));
  put("search-description", shorten(description, 160));
  put("share-title", title);
  put("share-description", shorten(description, 120));
  put("host", location.host);
  put("slug", valueOf("slug") || named("slug").placeholder);
  const image = drawer.querySelector(".desk-share img");
  const cover = document.querySelector("#cover img");
  image.src = cover.src;
  image.hidden = !cover.src;
}

async function addCategory(field, changed) {
  const name = field.value.trim();
  if (!name) return;
  const { status, data } = await post(field.dataset.url, { name }).catch(() => ({ data: {} }));
  if (status !== 201) return notice(data.error ?? say("unreachable"));
  const label = drawer.querySelector("#category").content.firstElementChild.cloneNode(true);
  label.querySelector("input").value = data.pk;
  label.querySelector("input").checked = true;
  label.append(data.name);
  drawer.querySelector(".desk-categories").append(label);
  field.value = "";
  changed();
}

function addTag(tag) {
  const field = named("tags");
  field.value = [...new Set([...field.value.split(","), tag].map((one) => one.trim()).filter(Boolean))].join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Tells how much room the teaser has left.
function countTeaser() {
  const { value, maxLength } = named("teaser") ?? {};
  if (maxLength) document.querySelector("#teaser-count").textContent = `${value.length} / ${maxLength}`;
}

export function connectSettings(editor, changed) {
  const open = () => (draw(editor), drawer.showModal());
  document.querySelector("#open-settings").addEventListener("click", open);
  drawer.addEventListener("input", () => draw(editor));
  document.querySelector("#paper").addEventListener("input", countTeaser);
  countTeaser();
  const category = drawer.querySelector("[data-add-category]");
  category?.querySelector("button").addEventListener("click", () => addCategory(category.querySelector("input"), changed));
  for (const button of drawer.querySelectorAll("[data-tag]")) button.addEventListener("click", () => addTag(button.dataset.tag));
  return open;
}
