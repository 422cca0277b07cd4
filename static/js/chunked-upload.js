// Sends a file in small parts to core/uploads, and to the library. After a lost connection it continues, and after a
// reload too, if the same file is chosen again.

const MAX_TRIES = 6;
const FIRST_PAUSE = 1000;

// The site has answered with a sentence for the person.
export class Refused extends Error {}

const keyOf = (kind, file) => `upload:${kind}:${file.name}:${file.size}:${file.lastModified}`;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isTemporary = (status) => status === 408 || status === 429 || status >= 500;

// `url` is where files are announced, `report` gets the share that has arrived, or null while the connection is gone.
export class Upload {
  constructor(file, { url, kind, csrf, report }) {
    Object.assign(this, { file, url, kind, csrf, report, key: keyOf(kind, file) });
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

  // Sends the file and adds it to the library at `target`. Returns what the site tells of it.
  async addTo(target) {
    const known = JSON.parse(sessionStorage.getItem(`${this.key}:added`));
    if (known) return known;
    const body = new URLSearchParams({ upload: await this.send() });
    const response = await this.withRetries(() => this.request("POST", target, { body }));
    if (!response.ok) throw await errorFrom(response);
    const added = await response.json();
    sessionStorage.setItem(`${this.key}:added`, JSON.stringify(added));
    return added;
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
