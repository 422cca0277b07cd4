// Shows the front page with what the form has, and is not saved, in the frame beside it.
const DELAY = 300;
const WIDTHS = { desk: 1280, phone: 360 };

class Preview {
  constructor(box, form) {
    Object.assign(this, { box, form, frame: box.querySelector("iframe"), status: box.querySelector("[role=status]") });
    box.hidden = false;
    this.screen = this.frame.parentElement;
    this.frame.addEventListener("load", () => this.shown());
    new ResizeObserver(() => this.fit()).observe(this.screen);
    for (const name of ["phone", "dark"]) this.toggle(name);
    if (this.screen.clientWidth < WIDTHS.phone + 100) box.querySelector("[data-phone]").click();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", (event) => this.changed(event.target));
    this.load();
  }

  toggle(name) {
    const button = this.box.querySelector(`[data-${name}]`);
    button.addEventListener("click", () => {
      this[name] = !this[name];
      button.setAttribute("aria-pressed", String(this[name]));
      this.fit();
      this.colour();
    });
  }

  fit() {
    const width = this.phone ? WIDTHS.phone : WIDTHS.desk;
    const scale = Math.min(1, this.screen.clientWidth / width);
    Object.assign(this.frame.style, {
      width: `${width}px`,
      marginInlineStart: `${(this.screen.clientWidth - width * scale) / 2}px`,
      height: `${this.screen.clientHeight / scale}px`,
      transform: `scale(${scale})`,
    });
  }

  colour() {
    const { document } = this.frame.contentWindow;
    if (!document.body) return;
    document.documentElement.style.colorScheme = this.dark ? "dark" : "light";
    for (const source of document.querySelectorAll("source[media*=color-scheme], [data-is-dark]")) {
      source.dataset.isDark = "";
      source.media = this.dark ? "all" : "not all";
    }
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), DELAY);
  }

  changed(target) {
    if (target.matches("[data-upload-token]")) this.addToLibrary(target);
    for (const shown of this.box.querySelectorAll("[data-shows-picture]")) this.showPicture(shown);
    this.later();
  }

  // A file that has arrived becomes a picture of the library at once, so that it can be shown.
  async addToLibrary(token) {
    if (!token.value) return;
    const body = new URLSearchParams({ upload: token.value });
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    const response = await fetch(this.box.dataset.add, { method: "POST", body, headers }).catch(() => null);
    if (!response?.ok) return;
    const choice = token.closest(".file-input").querySelector("[data-library]");
    choice.dispatchEvent(new CustomEvent("picture", { detail: await response.json() }));
  }

  showPicture(shown) {
    const name = shown.dataset.showsPicture;
    const box = this.form.querySelector(`[data-name="${name}-library"]`)?.closest(".file-input");
    const source = box?.querySelector("[data-chosen] img") ?? box?.querySelector("picture img");
    const isCleared = this.form.elements[`${name}-clear`]?.checked;
    shown.hidden = !source || Boolean(isCleared);
    if (source) for (const picture of shown.querySelectorAll("img")) picture.src = source.currentSrc || source.src;
  }

  async load() {
    const fields = new FormData(this.form);
    for (const [name, value] of [...fields]) if (value instanceof File || name.endsWith("-upload")) fields.delete(name);
    const last = (this.asked = fetch(this.box.dataset.preview, { method: "POST", body: fields }).catch(() => null));
    const response = await last;
    if (last !== this.asked) return;
    const isShown = response?.ok && !response.redirected;
    this.status.textContent = isShown ? "" : this.box.dataset.failed;
    if (!isShown) return;
    this.scrolled = this.frame.contentWindow?.scrollY;
    this.frame.srcdoc = await response.text();
  }

  shown() {
    const { document } = this.frame.contentWindow;
    const at = this.box.dataset.at && document.querySelector(this.box.dataset.at);
    // Not scrollIntoView, which scrolls the page with the form too.
    this.frame.contentWindow.scrollTo(0, at ? at.getBoundingClientRect().top : (this.scrolled ?? 0));
    document.addEventListener("click", (event) => event.preventDefault());
    this.fit();
    this.colour();
  }
}

const box = document.querySelector("[data-preview]");
new Preview(box, document.querySelector("#content-main form"));
