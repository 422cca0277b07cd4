// Lets one choose pictures of the library in a dialog. In <div data-library="address of its content" data-name="field">
// the chosen ones are items with hidden inputs, which the form sends; with data-many in their order. With data-instead
// they stand in place of the file input beside it.
import { Refused, Upload } from "./chunked-upload.js";

// Opens the dialog and returns the chosen pictures, or none. Each has pk, url, thumbnail, alternative_text, width and height.
export function choosePictures({ url, many = false, failed = "" }) {
  const dialog = document.createElement("dialog");
  dialog.className = "picker-dialog";
  dialog.setAttribute("aria-labelledby", "picker-title");
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (pictures) => {
      resolve(pictures);
      dialog.remove();
    };
    dialog.addEventListener("close", () => end([]));
    dialog.showModal();
    // The pictures are passed on at once: a key that is pressed before the event "close" would send the form without them.
    new Picker(dialog, { url, many, failed, use: end }).load(new URLSearchParams());
  });
}

const pictureOf = ({ value, dataset: { url, thumbnail, alternativeText, width, height } }) => {
  return { pk: value, url, thumbnail, alternative_text: alternativeText, width: Number(width), height: Number(height) };
};

class Picker {
  constructor(dialog, options) {
    Object.assign(this, options, { dialog, chosen: new Map() });
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("change", (event) => this.change(event.target));
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
  }

  async load(query) {
    if (this.many) query.set("many", "1");
    const response = await fetch(`${this.url}?${query}`).catch(() => null);
    if (!response?.ok || response.redirected) return this.fail();
    this.dialog.innerHTML = await response.text();
    for (const input of this.dialog.querySelectorAll("[name=picture]")) input.checked = this.chosen.has(input.value);
    this.dialog.querySelector("[type=search]").focus();
  }

  fail() {
    this.dialog.textContent = this.failed;
    setTimeout(() => this.dialog.close(), 3000);
  }

  submit(event) {
    event.preventDefault();
    if (event.submitter?.name === "use") return this.use([...this.chosen.values()]);
    const query = new URLSearchParams(new FormData(event.target, event.submitter));
    query.delete("picture");
    this.load(query);
  }

  change(input) {
    if (input.dataset.add) this.add(input);
    if (input.name !== "picture") return;
    if (!this.many) this.chosen.clear();
    if (input.checked) this.chosen.set(input.value, pictureOf(input));
    else this.chosen.delete(input.value);
  }

  async add(input) {
    const { add: target, announce: url, csrf, sending, again, failed } = input.dataset;
    const status = this.dialog.querySelector("[data-picker-status]");
    const report = (share) => (status.textContent = share === null ? again : `${sending} ${Math.floor(share * 100)} %`);
    try {
      for (const file of input.files) {
        const added = await new Upload(file, { url, kind: "picture", csrf, report }).addTo(target);
        if (!this.many) this.chosen.clear();
        this.chosen.set(String(added.pk), { ...added, pk: String(added.pk) });
      }
      await this.load(new URLSearchParams());
    } catch (error) {
      status.textContent = error instanceof Refused ? error.message : failed;
    }
  }
}

class Choice {
  constructor(box) {
    this.box = box;
    this.list = box.querySelector("[data-chosen]");
    this.item = box.querySelector("[data-item]").content.firstElementChild;
    const button = box.querySelector("[data-choose]");
    button.hidden = false;
    button.addEventListener("click", () => this.choose(button));
    this.list.addEventListener("click", ({ target }) => this.act(target));
    box.addEventListener("picture", ({ detail }) => this.take([{ ...detail, alt: detail.alternative_text }]));
  }

  async choose(button) {
    const { library: url, failed, many } = this.box.dataset;
    const pictures = await choosePictures({ url, failed, many: many !== undefined });
    button.focus();
    if (pictures.length) this.take(pictures);
  }

  take(pictures) {
    const isOne = this.box.dataset.many === undefined;
    if (isOne) this.list.replaceChildren();
    this.list.append(...pictures.filter(({ pk }) => !this.values.includes(pk)).map((picture) => this.itemOf(picture)));
    if (this.box.dataset.instead !== undefined) this.describe(pictures[0]);
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get values() {
    return [...this.list.querySelectorAll("input")].map((input) => input.value);
  }

  itemOf({ pk, thumbnail, alternative_text: alt }) {
    const item = this.item.cloneNode(true);
    item.querySelector("input").value = pk;
    Object.assign(item.querySelector("img"), { src: thumbnail, alt });
    return item;
  }

  // A file that was chosen before would win; and the words belong to the picture.
  describe({ alternative_text: text }) {
    const input = this.box.closest(".file-input").querySelector("[type=file]");
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const words = input.form?.elements[`${this.box.dataset.name.replace(/-library$/, "")}_alt`];
    if (words) words.value = text;
  }

  act(target) {
    const item = target.closest("li");
    if (target.closest("[data-remove]")) item.remove();
    else if (target.closest("[data-earlier]")) item.previousElementSibling?.before(item);
    else return;
    this.box.querySelector("[data-choose]").focus();
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// For parts of a page that come later.
export function enhance(root) {
  for (const box of root.querySelectorAll("[data-library]:not([data-is-ready])")) {
    box.dataset.isReady = "";
    new Choice(box);
  }
}

enhance(document);
