// On the page of a picture: a click or tap on it sets its focal point, which the two sliders show and change too. The cut
// pictures beside it show what readers will see.

const box = document.querySelector("[data-focal]");
const [across, down] = ["focal_x", "focal_y"].map((name) => document.querySelector(`[name=${name}]`));

if (box && across && down) {
  const shown = box.querySelector("[data-focal-picture]");
  const image = shown.querySelector("img");
  const mark = document.createElement("span");
  mark.className = "library-focal__mark";
  shown.append(mark);

  const show = () => {
    const [x, y] = [`${across.value}%`, `${down.value}%`];
    Object.assign(mark.style, { left: x, top: y });
    for (const cut of box.querySelectorAll(".library-cut img")) cut.style.objectPosition = `${x} ${y}`;
  };

  image.addEventListener("click", (event) => {
    const { left, top, width, height } = image.getBoundingClientRect();
    across.value = Math.round(((event.clientX - left) / width) * 100);
    down.value = Math.round(((event.clientY - top) / height) * 100);
    across.dispatchEvent(new Event("input", { bubbles: true }));
    down.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const slider of [across, down]) slider.addEventListener("input", show);
  show();
}
