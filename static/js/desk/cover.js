// The cover: dropped, taken, chosen from the library or removed; its focal point by a tap or arrow keys, its description.
import { choosePictures } from "../picture-picker.js";
import { isPicture, uploadPicture } from "./pictures.js";
import { get, post } from "./requests.js";
import { notice, say } from "./words.js";

const cover = document.querySelector("#cover");
const [image] = cover.querySelectorAll("img");
const field = cover.querySelector("[name=cover]");
const focus = cover.querySelector("#focus");
const description = cover.querySelector("[name=cover-description]");
let picture = null;

function show(shown) {
  picture = shown;
  cover.classList.toggle("has-picture", Boolean(picture));
  image.toggleAttribute("src", Boolean(picture));
  if (picture) image.src = picture.url;
  image.alt = description.value = picture?.alternative_text ?? "";
  placeFocus();
}

function placeFocus() {
  const { focal_x: x = 50, focal_y: y = 50 } = picture ?? {};
  image.style.objectPosition = `${x}% ${y}%`;
  focus.style.left = `${x}%`;
  focus.style.top = `${y}%`;
}

const detailsOf = (pk) => cover.dataset.details.replace("/0/", `/${pk}/`);

async function store(details) {
  Object.assign(picture, details);
  placeFocus();
  const { status, data } = await post(detailsOf(picture.pk), details).catch(() => ({ data: {} }));
  if (status !== 200) notice(data.error ?? say("unreachable"));
}

const limit = (share) => Math.round(Math.min(100, Math.max(0, share)));
const setFocus = (x, y) => store({ focal_x: limit(x), focal_y: limit(y) });

export function connectCover(pictureNow, changed) {
  const take = (taken) => {
    field.value = taken?.pk ?? "";
    show(taken);
    changed();
  };
  const upload = async (files) => {
    const file = [...files].find(isPicture);
    if (!file) return;
    cover.ariaBusy = "true";
    await uploadPicture(file).then(take, ({ message }) => notice(message || say("unreachable")));
    cover.ariaBusy = "false";
  };
  show(pictureNow);
  for (const input of cover.querySelectorAll("[type=file]")) input.addEventListener("change", () => upload(input.files));
  cover.addEventListener("dragover", (event) => event.preventDefault());
  cover.addEventListener("drop", (event) => (event.preventDefault(), upload(event.dataTransfer.files)));
  cover.querySelector("[value=choose]").addEventListener("click", async () => {
    const [chosen] = await choosePictures({ url: cover.dataset.choose, failed: say("unreachable") });
    if (chosen) take({ ...chosen, pk: Number(chosen.pk) });
  });
  cover.querySelector("[value=remove]").addEventListener("click", () => take(null));
  image.addEventListener("click", ({ offsetX, offsetY }) => setFocus((100 * offsetX) / image.width, (100 * offsetY) / image.height));
  focus.addEventListener("keydown", (event) => {
    const [x, y] = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] }[event.key] ?? [];
    if (x === undefined) return;
    event.preventDefault();
    setFocus(picture.focal_x + x, picture.focal_y + y);
  });
  description.addEventListener("change", () => store({ alternative_text: (image.alt = description.value) }));
  field.addEventListener("content:written", async () => {
    if (Number(field.value) === (picture?.pk ?? 0)) return;
    show(field.value ? (await get(detailsOf(field.value)).catch(() => ({}))).data : null);
  });
}
