// Moves the form below the comment that it replies to. Without script, the links load the page with ?replytocom=.

const respond = document.getElementById("respond");
const form = respond?.querySelector("form");

if (form) {
  const title = document.getElementById("respond-title");
  const cancel = respond.querySelector(".respond__cancel");
  const home = document.createComment("");
  const plain = { title: title.textContent, parent: form.elements.parent.value, isReply: !cancel.hidden };
  let opener = null;

  const place = (anchor, heading, parent, isReply) => {
    anchor.after(respond);
    title.textContent = heading;
    form.elements.parent.value = parent;
    cancel.hidden = !isReply;
  };

  const reply = (link) => {
    opener = link;
    place(link.closest(".comment"), link.ariaLabel, link.dataset.reply, true);
    form.elements.text.focus();
  };

  const goHome = () => {
    place(home, plain.title, plain.parent, plain.isReply);
    opener.focus();
    opener = null;
  };

  respond.before(home);
  document.addEventListener("click", (event) => {
    const isPlainClick = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = isPlainClick && event.target.closest("a");
    if (link && "reply" in link.dataset) {
      event.preventDefault();
      reply(link);
    } else if (link && opener && cancel.contains(link)) {
      event.preventDefault();
      goHome();
    }
  });
}
