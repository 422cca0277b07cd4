// The player of an episode. It plays from chapters and the transcript, goes on while one reads down the page, and keeps
// place and speed on this device. Without script there is the browser's player, and the links open the audio there.
import { keepPlace, keepSpeed, placeIn, speed } from "./kept.js";

const BACK = 15;
const ON = 30;
// In seconds, between two times that the place is kept.
const KEEP_EVERY = 5;

function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}

class Player {
  constructor(section) {
    this.section = section;
    this.episode = section.dataset.player;
    this.audio = section.querySelector("audio");
    this.box = section.querySelector("template").content.firstElementChild.cloneNode(true);
    this.button = this.box.querySelector("[data-act=toggle]");
    this.words = { play: this.button.ariaLabel, pause: this.button.dataset.pause };
    this.range = this.box.querySelector("input");
    this.select = this.box.querySelector("select");
    this.moments = [...document.querySelectorAll("[data-time]")];
    this.place = placeIn(this.episode);
    this.keptAt = this.place;
    this.hasPlayed = false;
    this.audio.controls = false;
    this.audio.hidden = true;
    this.audio.after(this.box);
    this.connect();
    this.setSpeed(speed());
    this.show();
    this.openHash();
  }

  get duration() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.audio.dataset.duration) || 0;
  }

  connect() {
    const acts = { toggle: () => this.toggle(), back: () => this.move(-BACK), on: () => this.move(ON), close: () => this.close() };
    for (const button of this.box.querySelectorAll("[data-act]")) button.addEventListener("click", acts[button.dataset.act]);
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    this.select.addEventListener("change", () => (this.setSpeed(Number(this.select.value)), keepSpeed(this.audio.playbackRate)));
    // Until the audio is there, it can't be at a place.
    this.audio.addEventListener("loadedmetadata", () => (this.audio.currentTime = this.place));
    this.audio.addEventListener("timeupdate", () => this.follow());
    for (const name of ["play", "pause", "durationchange"]) this.audio.addEventListener(name, () => this.show());
    this.audio.addEventListener("play", () => this.begin());
    this.audio.addEventListener("pause", () => this.keep());
    this.audio.addEventListener("ended", () => (this.seek(0), keepPlace(this.episode, 0)));
    this.audio.addEventListener("error", () => this.say(this.box.dataset.failed));
    addEventListener("pagehide", () => this.keep());
    addEventListener("hashchange", () => this.openHash());
    document.addEventListener("click", (event) => this.jump(event));
    new IntersectionObserver(([{ isIntersecting }]) => this.dock(!isIntersecting)).observe(this.section);
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  play() {
    this.say("");
    // A refusal comes as an error of the audio, or was the reader's own pause.
    this.audio.play().catch(() => this.show());
  }

  begin() {
    this.hasPlayed = true;
    this.dock(this.isAway);
    this.announce();
  }

  move(seconds) {
    this.seek(this.place + seconds);
  }

  seek(seconds) {
    this.place = Math.max(0, this.duration ? Math.min(seconds, this.duration) : seconds);
    if (this.audio.readyState) this.audio.currentTime = this.place;
    this.show();
  }

  // A link to a moment plays from there.
  jump(event) {
    const isPlainClick = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = isPlainClick && event.target.closest("[data-time]");
    if (!link) return;
    event.preventDefault();
    this.seek(Number(link.dataset.time));
    this.play();
  }

  // A hit of the search, or a link that somebody sent, leads to a moment of the transcript.
  openHash() {
    const part = location.hash && document.getElementById(decodeHash());
    const details = part?.closest("details.transcript") ?? null;
    if (!details) return;
    details.open = true;
    const link = part.querySelector("[data-time]");
    if (link) this.seek(Number(link.dataset.time));
    part.scrollIntoView();
  }

  setSpeed(value) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = value;
    this.select.value = String(value);
    if (this.select.selectedIndex < 0) this.setSpeed(1);
  }

  follow() {
    // Before the audio is at its place, it tells of the beginning.
    if (this.audio.seeking || !this.hasPlayed) return;
    this.place = this.audio.currentTime;
    if (Math.abs(this.place - this.keptAt) >= KEEP_EVERY) this.keep();
    this.show();
  }

  keep() {
    if (!this.hasPlayed || this.audio.ended) return;
    this.keptAt = this.place;
    keepPlace(this.episode, this.place);
  }

  show() {
    const { duration, place, audio } = this;
    this.button.ariaLabel = audio.paused ? this.words.play : this.words.pause;
    this.button.dataset.state = audio.paused ? "paused" : "playing";
    this.range.max = Math.max(1, Math.floor(duration));
    this.range.value = Math.floor(place);
    this.range.ariaValueText = this.box.dataset.place.replace("{now}", clock(place)).replace("{whole}", clock(duration));
    this.box.querySelector("[data-now]").textContent = clock(place);
    if (duration) this.box.querySelector("[data-whole]").textContent = clock(duration);
    this.mark(".player__chapters");
    this.mark(".transcript");
    if (this.hasPlayed && duration && "mediaSession" in navigator) {
      navigator.mediaSession.setPositionState({ duration, playbackRate: audio.playbackRate, position: Math.min(place, duration) });
    }
  }

  // Marks the chapter and the paragraph that is heard.
  mark(list) {
    const moments = this.moments.filter((link) => link.closest(list));
    const now = this.hasPlayed || this.place ? moments.findLast((link) => Number(link.dataset.time) <= this.place) : undefined;
    for (const link of moments) {
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // Out of sight, the controls are a bar at the end of the screen.
  dock(isAway) {
    this.isAway = isAway;
    this.box.toggleAttribute("data-docked", isAway && this.hasPlayed);
  }

  close() {
    this.audio.pause();
    this.hasPlayed = false;
    this.dock(this.isAway);
  }

  say(sentence) {
    this.box.querySelector("[role=status]").textContent = sentence;
  }

  // What the device shows on its lock screen, and its own buttons.
  announce() {
    if (!("mediaSession" in navigator)) return;
    const { title, show: artist, picture } = this.section.dataset;
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist, artwork: picture ? [{ src: picture }] : [] });
    const handlers = {
      play: () => this.play(),
      pause: () => this.audio.pause(),
      seekbackward: ({ seekOffset }) => this.move(-(seekOffset ?? BACK)),
      seekforward: ({ seekOffset }) => this.move(seekOffset ?? ON),
      seekto: ({ seekTime }) => this.seek(seekTime),
    };
    for (const [name, handle] of Object.entries(handlers)) navigator.mediaSession.setActionHandler(name, handle);
  }
}

function decodeHash() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

for (const section of document.querySelectorAll("[data-player]")) new Player(section);
