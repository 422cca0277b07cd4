// A video is played in its place, once a reader presses play. Before that, nothing is loaded from where it is.
const play = (figure, { player }, title) => {
  const frame = document.createElement("iframe");
  frame.className = "video__frame";
  frame.src = player;
  frame.title = title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  figure.querySelector(".video__play").replaceWith(frame);
  frame.focus();
};

// The link is for browsers without script.
for (const link of document.querySelectorAll(".video__play[data-player]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  const name = button.querySelector(".video__name").textContent;
  button.addEventListener("click", () => play(button.closest("figure"), link.dataset, name));
  link.replaceWith(button);
}
