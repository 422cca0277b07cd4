// Sends the file chosen in <input type="file" data-upload="…" data-upload-kind="…"> in small parts, and then puts its
// token into the hidden field beside it, so that the form does not send the file. If uploading fails, the form sends it.
import { Refused, Upload } from "./chunked-upload.js";

class Field {
  constructor(input) {
    this.input = input;
    this.name = input.name;
    const box = input.closest(".file-input");
    this.token = box.querySelector("[data-upload-token]");
    this.state = box.querySelector("[data-upload-state]");
    this.bar = box.querySelector("progress");
    this.status = box.querySelector("[role=status]");
    input.addEventListener("change", () => this.startUpload());
  }

  startUpload() {
    this.upload?.stop();
    this.token.value = "";
    this.input.name = this.name;
    this.bar.hidden = true;
    this.status.textContent = "";
    const [file] = this.input.files;
    this.pending = file && this.send(file);
  }

  async send(file) {
    const { upload: url, uploadKind: kind } = this.input.dataset;
    const csrf = this.input.form.elements.csrfmiddlewaretoken.value;
    const upload = (this.upload = new Upload(file, { url, kind, csrf, report: (share) => this.show(share) }));
    try {
      this.show(0);
      this.token.value = await upload.send();
      // Without a name, the form sends the token and not the file.
      this.input.removeAttribute("name");
      this.status.textContent = this.state.dataset.sent;
      this.token.dispatchEvent(new Event("change", { bubbles: true }));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.status.textContent = error instanceof Refused ? error.message : this.state.dataset.failed;
    } finally {
      if (this.upload === upload) {
        this.bar.hidden = true;
        this.pending = null;
      }
    }
  }

  show(share) {
    const sentence = share === null ? this.state.dataset.again : this.state.dataset.sending;
    // The sentence is set once and not for each part, because screen readers read it out.
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
    if (share !== null) this.bar.value = Math.floor(share * 100);
    this.bar.hidden = false;
  }
}

// Delays submitting a form until its files are uploaded.
async function submitWhenSent(event) {
  const pending = fields.filter((field) => field.input.form === event.target && field.pending);
  if (!pending.length) return;
  event.preventDefault();
  await Promise.all(pending.map((field) => field.pending));
  event.target.requestSubmit(event.submitter);
}

const fields = [...document.querySelectorAll("[data-upload]")].map((input) => new Field(input));
for (const form of new Set(fields.map((field) => field.input.form))) form.addEventListener("submit", submitWhenSent);
