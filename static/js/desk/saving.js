// Saves by itself: on the device at once, on the server within two seconds. All requests that change the entry go through
// one queue. What did not arrive is sent again; what somebody else has saved meanwhile is never overwritten unseen.
import { post, Unreachable } from "./requests.js";

const [PAUSE_ON_DEVICE, PAUSE, LONGEST_PAUSE] = [150, 1000, 30_000];
// A page may be killed before it has noted how often it had saved.
const NUMBERS_TO_SKIP = 1000;

export class Saving extends EventTarget {
  // `desk` is what the server said about the entry: pk, base, content, state, addresses.
  constructor(desk, content, device) {
    super();
    // The server knows by `writer` and `number` which of two saves is the newer one.
    Object.assign(this, { desk, content, device, base: desk.base, token: desk.creation_token, writer: desk.device_key, number: 0 });
    Object.assign(this, { version: 0, saved: 0, failures: 0, trouble: "", held: "", queue: Promise.resolve() });
  }

  get isDirty() {
    return this.version > this.saved;
  }

  changed() {
    this.version++;
    this.keeping ??= setTimeout(() => this.keep(), PAUSE_ON_DEVICE);
    this.plan(PAUSE);
    this.tell();
  }

  async keep() {
    clearTimeout(this.keeping);
    this.keeping = null;
    const { base, token, writer, number, desk } = this;
    const record = { kind: desk.kind, pk: desk.pk, base, token, writer, number, content: this.content.read() };
    if (this.isDirty) this.isOnDevice = await this.device.put(record);
    this.tell();
  }

  // Goes on with what another page has left on the device, as if it had been typed here.
  goOn({ base, token, writer, number }) {
    Object.assign(this, { base, token, writer, number: number + NUMBERS_TO_SKIP });
    this.changed();
  }

  plan(pause) {
    this.timer ??= setTimeout(() => this.save(), pause);
  }

  save(options) {
    clearTimeout(this.timer);
    this.timer = null;
    return this.inTurn(() => this.send(options));
  }

  // Runs `act` after all that was asked for before.
  inTurn(act) {
    return (this.queue = this.queue.then(act, act));
  }

  leave() {
    if (!this.isDirty) return;
    this.keep();
    this.save({ isLeaving: true });
  }

  async send(options) {
    if (!this.isDirty || this.held === "ended") return;
    const { version } = this;
    const content = this.content.read();
    try {
      const { status, data } = await this.ask("save", { content }, options);
      if (status === 200) this.arrived(version, content, data.content);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.failed();
    }
    this.tell();
  }

  // Sends `data` to the entry's address `name`, and takes over what the answer says about the entry.
  async ask(name, data, options) {
    const { desk, base, token, writer, kept } = this;
    const sent = { base, device: writer, number: ++this.number, kept, ...(desk.pk ? {} : { creation_token: token }), ...data };
    const answer = await post(desk.addresses[name], sent, options);
    const { status } = answer;
    if (status === 200 || status === 422) this.accept(answer.data);
    else if (status === 409) this.meet(answer.data);
    else if ([0, 401].includes(status) || (status === 403 && !this.wasRefused)) this.hold("ended");
    else this.failed(answer.data.error);
    // The first time, its token may have been that of an earlier session.
    this.wasRefused = status === 403;
    return answer;
  }

  accept(data) {
    const isNew = !this.desk.pk;
    Object.assign(this, { base: data.base ?? this.base, savedAt: performance.now(), failures: 0, trouble: "", held: "", kept: undefined });
    for (const name of ["pk", "state", "addresses"]) if (data[name]) this.desk[name] = data[name];
    if (isNew && data.edit_url) history.replaceState(null, "", data.edit_url);
  }

  // What is stored is now what was read at `version`, or what the server has made of it.
  arrived(version, content, stored) {
    this.saved = version;
    this.content.stored = content;
    if (this.isDirty) this.plan(PAUSE);
    else if (stored) this.content.write(stored);
    if (!this.isDirty) this.forget();
    this.dispatchEvent(new Event("saved"));
  }

  forget() {
    clearTimeout(this.keeping);
    this.keeping = null;
    this.device.remove();
  }

  failed(sentence = "") {
    this.failures++;
    this.trouble = sentence;
    this.plan(Math.min(PAUSE * 2 ** this.failures, LONGEST_PAUSE));
  }

  // Somebody else has saved. Until one of the two texts is chosen, this one goes on being saved as a version aside.
  meet(theirs) {
    this.kept = theirs.kept;
    this.theirs = theirs;
    if (this.held !== "conflict") this.hold("conflict");
  }

  hold(reason) {
    this.held = reason;
    this.dispatchEvent(new Event(reason));
  }

  release() {
    this.held = "";
    return this.save();
  }

  // Nothing of what was typed is still to be saved.
  settled() {
    this.saved = this.version;
    this.forget();
    this.dispatchEvent(new Event("saved"));
  }

  tell() {
    this.dispatchEvent(new Event("changed"));
  }
}
