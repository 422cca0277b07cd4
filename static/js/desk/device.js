// Keeps what is typed on the device until the server has it: in a database of the person, one record for each opening of
// the desk. A page holds a lock as long as it lives, so a record without its lock is what a closed page has left.

const STORE = "unsent";
const LOCK = "desk:";

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
  });

export class Device {
  // `key` names this opening of the desk. `left` are the records of pages that are closed.
  static async open(person, key) {
    const device = new Device();
    device.key = key;
    try {
      const request = indexedDB.open(`desk-${person}`, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      device.database = await result(request);
    } catch {
      device.database = null; // The page says so as soon as something is typed.
    }
    // Without HTTPS, browsers have no locks.
    const { held } = (await navigator.locks?.query()) ?? { held: [] };
    const living = new Set(held.map(({ name }) => name));
    device.left = (await device.all()).filter((record) => !living.has(LOCK + record.key));
    navigator.locks?.request(LOCK + key, () => new Promise(() => {}));
    return device;
  }

  store(mode) {
    return this.database.transaction(STORE, mode, { durability: "relaxed" }).objectStore(STORE);
  }

  async all() {
    return this.database ? result(this.store("readonly").getAll()).catch(() => []) : [];
  }

  // Returns whether it could be done.
  async change(act) {
    try {
      await result(act(this.store("readwrite")));
      return true;
    } catch {
      return false;
    }
  }

  put(record) {
    return this.change((store) => store.put({ ...record, key: this.key, at: Date.now() }));
  }

  // If it can't be removed, it is sent once more, which changes nothing.
  remove(key = this.key) {
    return this.change((store) => store.delete(key));
  }
}
