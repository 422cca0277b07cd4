// The player of an episode. It plays from chapters and the transcript, goes on while one reads down the page, and keeps
// place and speed on this device. Without script there is the browser's player, and the links open the audio there.
import { keepPlace, keepSpeed, mark, onArrival, onJump, placeIn, speed } from "./places.js";

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
    this.place = this.keptAt = placeIn(this.episode);
    this.hasPlayed = false;
    this.audio.controls = false;
    this.audio.hidden = true;
    this.audio.after(this.box);
    this.connectControls();
    this.connectAudio();
    this.setSpeed(speed());
    this.show();
    onJump((seconds) => (this.seek(seconds), this.play()));
    onArrival((seconds) => this.seek(seconds));
  }

  get duration() {
    return Number.isFinite(this.audio.duration) ? Math.round(this.audio.duration) : Number(this.audio.dataset.duration) || 0;
  }

  connectControls() {
    const acts = { toggle: () => this.toggle(), back: () => this.move(-BACK), on: () => this.move(ON), close: () => this.close() };
    for (const button of this.box.querySelectorAll("[data-act]")) button.addEventListener("click", acts[button.dataset.act]);
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    this.select.addEventListener("change", () => (this.setSpeed(Number(this.select.value)), keepSpeed(this.audio.playbackRate)));
    new IntersectionObserver(([{ isIntersecting }]) => this.dock(!isIntersecting)).observe(this.section);
    addEventListener("pagehide", () => this.keep());
  }

  connectAudio() {
    // Until the audio is there, it can't be at a place.
    this.audio.addEventListener("loadedmetadata", () => (this.audio.currentTime = this.place));
    this.audio.addEventListener("timeupdate", () => this.follow());
    for (const name of ["play", "pause", "durationchange"]) this.audio.addEventListener(name, () => this.show());
    this.audio.addEventListener("play", () => this.begin());
    this.audio.addEventListener("pause", () => this.keep());
    this.audio.addEventListener("ended", () => (this.seek(0), keepPlace(this.episode, 0)));
    this.audio.addEventListener("error", () => this.say(this.box.dataset.failed));
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  play() {
    this.say("");
    // A refusal comes as an error of the audio too, or it was the reader's own pause.
    this.audio.play().catch(() => this.show());
  }

  async begin() {
    this.hasPlayed = true;
    this.dock(this.isAway);
    // Most readers don't listen, and their page is to be there sooner.
    this.lockScreen ??= await import("./lock-screen.js");
    this.lockScreen.announce(this.section.dataset, {
      play: () => this.play(),
      pause: () => this.audio.pause(),
      seekbackward: ({ seekOffset }) => this.move(-(seekOffset ?? BACK)),
      seekforward: ({ seekOffset }) => this.move(seekOffset ?? ON),
      seekto: ({ seekTime }) => this.seek(seekTime),
    });
  }

  move(seconds) {
    this.seek(this.place + seconds);
  }

  seek(seconds) {
    this.place = Math.max(0, this.duration ? Math.min(seconds, this.duration) : seconds);
    if (this.audio.readyState) this.audio.currentTime = this.place;
    this.show();
  }

  setSpeed(value) {
    this.select.value = String(value);
    if (this.select.selectedIndex < 0) this.select.value = "1";
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.select.value);
  }

  follow() {
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
    const { duration, place, audio, range } = this;
    this.button.ariaLabel = audio.paused ? this.words.play : this.words.pause;
    this.button.dataset.state = audio.paused ? "paused" : "playing";
    range.max = Math.max(1, duration);
    range.value = Math.floor(place);
    range.ariaValueText = this.box.dataset.place.replace("{now}", clock(place)).replace("{whole}", clock(duration));
    this.box.querySelector("[data-now]").textContent = clock(place);
    if (duration) this.box.querySelector("[data-whole]").textContent = clock(duration);
    mark(this.hasPlayed || place ? place : null);
    if (this.hasPlayed) this.lockScreen?.showPlace(duration, audio.playbackRate, place);
  }

  // Out of sight, the controls are a bar at the end of the screen.
  dock(isAway) {
    this.isAway = isAway;
    this.box.toggleAttribute("data-docked", isAway && this.hasPlayed);
  }

  close() {
    this.keep();
    this.audio.pause();
    this.hasPlayed = false;
    this.dock(this.isAway);
  }

  say(sentence) {
    this.box.querySelector("[role=status]").textContent = sentence;
  }
}

for (const section of document.querySelectorAll("[data-player]")) new Player(section);
