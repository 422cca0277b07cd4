// Adds many files to the library from <form data-library-upload>: dropped or chosen, two at a time, each with a bar and
// another try. Without this script the form sends them at once.
import { Refused, Upload } from "./chunked-upload.js";

const AT_ONCE = 2;

class Item {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.line = form.querySelector("[data-item]").content.firstElementChild.cloneNode(true);
    const part = (name) => this.line.querySelector(`[data-${name}]`);
    [this.status, this.retry, this.page] = [part("status"), part("retry"), part("page")];
    this.bar = this.line.querySelector("progress");
    part("name").textContent = file.name;
    this.say(form.dataset.waiting);
    this.retry.addEventListener("click", () => begin([this]));
    form.querySelector("[data-list]").append(this.line);
  }

  async send() {
    const { announce: url, kind, libraryUpload } = this.form.dataset;
    const csrf = this.form.elements.csrfmiddlewaretoken.value;
    this.show(0);
    try {
      this.finish(await new Upload(this.file, { url, kind, csrf, report: (share) => this.show(share) }).addTo(libraryUpload));
    } catch (error) {
      this.isLost = !(error instanceof Refused);
      this.say(this.isLost ? this.form.dataset.failed : error.message);
      this.line.classList.add("is-failed");
      this.retry.hidden = false;
    } finally {
      this.bar.hidden = true;
    }
  }

  finish(added) {
    this.isAdded = true;
    this.say(this.form.dataset.added);
    this.page.href = added.page;
    this.page.hidden = false;
    const image = this.line.querySelector("img");
    image.hidden = !added.thumbnail;
    if (added.thumbnail) image.src = added.thumbnail;
  }

  show(share) {
    this.say(share === null ? this.form.dataset.again : this.form.dataset.sending);
    this.bar.hidden = false;
    if (share !== null) this.bar.value = Math.floor(share * 100);
  }

  say(sentence) {
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

const items = [];
const waiting = [];
let running = 0;

function begin(some) {
  for (const item of some) {
    item.isLost = false;
    item.retry.hidden = true;
    item.line.classList.remove("is-failed");
  }
  waiting.push(...some);
  while (running < AT_ONCE && waiting.length) work();
}

async function work() {
  running++;
  while (waiting.length) {
    await waiting.shift().send();
    summarise();
  }
  running--;
  summarise();
}

function summarise() {
  const [{ form }] = items;
  const done = items.filter((item) => item.isAdded).length;
  form.querySelector("[data-summary]").textContent = form.dataset.count.replace("{done}", done).replace("{all}", items.length);
  form.querySelector("[data-done]").hidden = running > 0 || !done;
}

function add(form, files) {
  const added = [...files].map((file) => new Item(form, file));
  items.push(...added);
  if (!added.length) return;
  summarise();
  begin(added);
}

for (const form of document.querySelectorAll("[data-library-upload]")) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-without-script]").hidden = true;
  input.addEventListener("change", () => {
    add(form, input.files);
    input.value = "";
  });
  // Anywhere on the page: a file that is dropped beside its goal would replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-target");
  });
  addEventListener("dragleave", (event) => event.relatedTarget ?? form.classList.remove("is-target"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-target");
    add(form, event.dataTransfer.files);
  });
}

addEventListener("online", () => begin(items.filter((item) => item.isLost)));
addEventListener("beforeunload", (event) => {
  if (running) event.preventDefault();
});
