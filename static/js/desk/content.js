// What is edited: the fields with data-content in the page, and the text in the editor, as the server wants them.

const fieldsOf = (name) => [...document.querySelectorAll(`[data-content][name="${name}"]`)];

export const differences = (one, other) => Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));

const READ = {
  categories: (fields) => fields.filter((field) => field.checked).map((field) => Number(field.value)),
  tags: ([field]) => [...new Set(field.value.split(",").map((tag) => tag.trim()).filter(Boolean))],
  cover: ([field]) => Number(field.value) || null,
  author: ([field]) => Number(field.value) || null,
  shows_health_notice: ([field]) => JSON.parse(field.value || "null"),
};

function write(fields, value) {
  for (const field of fields) {
    if (field.type === "checkbox") field.checked = Array.isArray(value) ? value.includes(Number(field.value)) : value;
    else field.value = Array.isArray(value) ? value.join(", ") : String(value ?? "");
    field.dispatchEvent(new Event("content:written", { bubbles: true }));
  }
}

export class Content {
  constructor(content, editor) {
    Object.assign(this, { stored: content, editor });
    this.rememberText();
  }

  // The editor may write the same text in another way. What nobody has touched stays as it was.
  rememberText() {
    this.untouched = this.editor.state.doc;
  }

  readText() {
    if (this.editor.state.doc.eq(this.untouched)) return this.stored.body;
    return this.editor.getHTML().replace(/(<p><\/p>)+$/, "");
  }

  read() {
    return Object.fromEntries(Object.entries(this.stored).map(([name, value]) => [name, this.readField(name, value)]));
  }

  readField(name, stored) {
    if (name === "body") return this.readText();
    const fields = fieldsOf(name);
    if (!fields.length) return stored;
    if (READ[name]) return READ[name](fields);
    return fields[0].type === "checkbox" ? fields[0].checked : fields[0].value;
  }

  // Shows another content, such as one that somebody else has saved. The text can be brought back by undoing.
  write(content) {
    for (const [name, value] of Object.entries(content)) {
      if (name !== "body") write(fieldsOf(name), value);
    }
    if (content.body !== this.readText()) this.editor.commands.setContent(content.body, { emitUpdate: false });
    this.stored = content;
    this.rememberText();
  }
}
