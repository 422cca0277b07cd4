// The places in the audio: those that links lead to, in the list of chapters and in the transcript; and for each episode
// the one where the reader stopped, which is kept on this device with the speed.

const SPEED = "podcast:speed";
const PLACES = "podcast:places";
const MOST = 50;

// A browser may refuse to store anything.
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The player works without it.
  }
}

const isPlace = (one) => Array.isArray(one) && typeof one[0] === "string" && Number.isFinite(one[1]);

function places() {
  const kept = read(PLACES);
  return Array.isArray(kept) ? kept.filter(isPlace) : [];
}

export const speed = () => Number(read(SPEED)) || 1;
export const keepSpeed = (value) => write(SPEED, value);
export const placeIn = (episode) => new Map(places()).get(episode) ?? 0;

// The episode that was heard last comes first. Without a place, it is forgotten.
export function keepPlace(episode, seconds) {
  const others = places().filter(([other]) => other !== episode);
  write(PLACES, (seconds ? [[episode, Math.floor(seconds)], ...others] : others).slice(0, MOST));
}

const links = [...document.querySelectorAll("[data-time]")];
const LISTS = [".player__chapters", ".transcript"];

const timeOf = (link) => Number(link.dataset.time);

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
