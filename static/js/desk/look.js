// How readers will see it: beside the text as on a phone or a desktop, after each save anew.
const beside = document.querySelector("#beside");
const frame = beside.querySelector("iframe");
const menu = document.querySelector("#look-menu");
const buttons = [...document.querySelectorAll("[data-look]")];

export function connectLook(saving) {
  const load = () => beside.hidden || (frame.src = saving.desk.addresses.preview ?? "about:blank");
  const show = (look) => {
    beside.hidden = beside.dataset.look === look;
    beside.dataset.look = beside.hidden ? "" : look;
    for (const button of buttons) button.ariaPressed = String(button.dataset.look === beside.dataset.look);
    document.body.classList.toggle("has-look", !beside.hidden);
    saving.save().then(load);
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.look));
  menu.addEventListener("click", () => menu.hidePopover());
  // The frame keeps its place in the text.
  saving.addEventListener("saved", () => {
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, top), { once: true });
    load();
  });
}
