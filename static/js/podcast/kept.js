// What the player keeps on this device: the speed, and for each episode the place where the reader stopped.

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
