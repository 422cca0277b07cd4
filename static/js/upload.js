// Sends the file chosen in <input type="file" data-upload="…" data-upload-kind="…"> in small parts, and then puts its
// token into the hidden field beside it, so that the form does not send the file. After a lost connection it continues,
// and after a reload too, if the same file is chosen again. If uploading fails, the form sends the file.

const MAX_TRIES = 6;
const FIRST_PAUSE = 1000;

class Refused extends Error {}

const keyOf = (kind, file) => `upload:${kind}:${file.name}:${file.size}:${file.lastModified}`;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isTemporary = (status) => status === 408 || status === 429 || status >= 500;

class Upload {
  constructor(input, file, report) {
    this.file = file;
    this.report = report;
    this.url = input.dataset.upload;
    this.kind = input.dataset.uploadKind;
    this.csrf = input.form.elements.csrfmiddlewaretoken.value;
    this.key = keyOf(this.kind, file);
    this.aborted = new AbortController();
  }

  stop() {
    this.aborted.abort();
  }

  // Returns the token of the complete file.
  async send() {
    this.upload = JSON.parse(sessionStorage.getItem(this.key));
    let response = this.upload && (await this.withRetries(() => this.request("HEAD", this.upload.url)));
    if (!response?.ok) {
      this.upload = await this.announce();
      response = null;
    }
    this.offset = Number(response?.headers.get("Upload-Offset") ?? 0);
    while (this.offset < this.file.size) {
      this.report(this.offset / this.file.size);
      response = await this.withRetries(() => this.sendPart());
      if (response.status === 404) throw await errorFrom(response);
      this.offset = Number(response.headers.get("Upload-Offset"));
    }
    sessionStorage.removeItem(this.key);
    return this.upload.token;
  }

  async announce() {
    const body = new URLSearchParams({ kind: this.kind, name: this.file.name, size: this.file.size });
    const response = await this.withRetries(() => this.request("POST", this.url, { body }));
    const upload = await response.json();
    sessionStorage.setItem(this.key, JSON.stringify(upload));
    return upload;
  }

  sendPart() {
    const body = this.file.slice(this.offset, this.offset + this.upload.part);
    const headers = { "Upload-Offset": this.offset, "Content-Type": "application/offset+octet-stream" };
    return this.request("PATCH", this.upload.url, { body, headers });
  }

  request(method, url, { body, headers } = {}) {
    const signal = this.aborted.signal;
    return fetch(url, { method, body, signal, headers: { ...headers, "X-CSRFToken": this.csrf } });
  }

  // 404 and 409 are returned like success: the caller has to find out how much has arrived.
  async withRetries(sendRequest) {
    for (let tried = 1; ; tried++) {
      const response = await sendRequest().catch((error) => {
        if (error.name === "AbortError") throw error;
        return null;
      });
      const isAnswered = response && (response.ok || response.status === 409 || (response.status === 404 && this.upload));
      if (isAnswered) return response;
      if (response && !isTemporary(response.status)) throw await errorFrom(response);
      if (tried === MAX_TRIES) throw new Error("no response");
      this.report(null);
      await wait(FIRST_PAUSE * 2 ** (tried - 1));
    }
  }
}

async function errorFrom(response) {
  const isSentence = response.headers.get("Content-Type")?.startsWith("application/json");
  return isSentence ? new Refused((await response.json()).error) : new Error(`status ${response.status}`);
}

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
    const upload = (this.upload = new Upload(this.input, file, (share) => this.show(share)));
    try {
      this.show(0);
      this.token.value = await upload.send();
      // Without a name, the form sends the token and not the file.
      this.input.removeAttribute("name");
      this.status.textContent = this.state.dataset.sent;
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
