// The links to moments of the audio, in the list of chapters and in the transcript.

const links = [...document.querySelectorAll("[data-time]")];
const LISTS = [".player__chapters", ".transcript"];

export const timeOf = (link) => Number(link.dataset.time);

// Calls `play` with the moment of a link that is clicked.
export function onJump(play) {
  document.addEventListener("click", (event) => {
    const isPlainClick = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = isPlainClick && event.target.closest("[data-time]");
    if (!link) return;
    event.preventDefault();
    play(timeOf(link));
  });
}

// A hit of the search, or a link that somebody sent, leads to a paragraph of the transcript: calls `seek` with its moment.
export function onArrival(seek) {
  const arrive = () => {
    const part = document.getElementById(location.hash.slice(1));
    const transcript = part?.closest(".transcript");
    if (!transcript) return;
    transcript.open = true;
    const link = part.querySelector("[data-time]");
    if (link) seek(timeOf(link));
    part.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  arrive();
}

// Marks the chapter and the paragraph that is heard at `place`; none for null.
export function mark(place) {
  for (const list of LISTS) {
    const inList = links.filter((link) => link.closest(list));
    const heard = place === null ? undefined : inList.findLast((link) => timeOf(link) <= place);
    for (const link of inList) {
      if (link === heard) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}
