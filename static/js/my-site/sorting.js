// Rows that are dragged by a handle, or moved with the arrow keys while it has the focus. Each row has a number field for
// its place, which is what the form sends; without script one types it.

class Sorting {
  constructor(list) {
    this.list = list;
    this.status = list.parentElement.querySelector("[data-sorted]");
    for (const row of this.rows) {
      row.querySelector("[data-position]").hidden = true;
      const handle = row.querySelector("[data-handle]");
      handle.hidden = false;
      handle.addEventListener("pointerdown", (event) => this.grab(row, handle, event));
      handle.addEventListener("keydown", (event) => this.press(row, handle, event));
    }
    this.number();
  }

  get rows() {
    return [...this.list.querySelectorAll("[data-row]")];
  }

  grab(row, handle, event) {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    row.dataset.moving = "";
    const move = ({ clientY }) => this.moveTo(row, clientY);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => {
      handle.removeEventListener("pointermove", move);
      delete row.dataset.moving;
      this.moved(row);
    }, { once: true });
  }

  moveTo(row, y) {
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    const next = this.rows.find((other) => other !== row && y < middle(other));
    if (next ? next !== row.nextElementSibling : row !== this.list.lastElementChild) this.list.insertBefore(row, next ?? null);
  }

  press(row, handle, event) {
    if (event.key === "ArrowUp") row.previousElementSibling?.before(row);
    else if (event.key === "ArrowDown") row.nextElementSibling?.after(row);
    else return;
    event.preventDefault();
    handle.focus();
    this.moved(row);
  }

  moved(row) {
    this.number();
    this.status.textContent = this.list.dataset.moved.replace("%s", this.rows.indexOf(row) + 1);
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // An empty new entry keeps its number: with another one the form would take it for filled in.
  number() {
    this.rows.forEach((row, place) => {
      const input = row.querySelector("[data-position] input");
      const isEmpty = "new" in row.dataset && ![...row.querySelectorAll("[type=text], [type=url]")].some((field) => field.value);
      if (!isEmpty) input.value = place + 1;
    });
  }
}

for (const list of document.querySelectorAll("[data-sortable]")) {
  const sorting = new Sorting(list);
  list.addEventListener("input", () => sorting.number());
}
