// What stays on the device, by key. Where the browser keeps nothing (private windows), it lasts as long as the page.
import { openDB } from "idb";

const AREA = "kept";

export class Store {
  constructor(name) {
    this.name = name;
    this.memory = new Map();
  }

  // Signing out deletes the day pack from another page or tab: it must not wait for this one.
  open() {
    const forget = () => {
      this.opened = undefined;
    };
    this.opened ??= openDB(this.name, 1, {
      upgrade: (database) => database.createObjectStore(AREA),
      blocking: (_from, _to, event) => {
        event.target.close();
        forget();
      },
      terminated: forget,
    });
    return this.opened;
  }

  async ask(act, instead) {
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        return await act(await this.open());
      } catch {
        this.opened = undefined; // closed by another page, perhaps: opens anew
      }
    }
    return instead();
  }

  get(key) {
    return this.ask((kept) => kept.get(AREA, key), () => this.memory.get(key));
  }

  put(key, value) {
    return this.ask((kept) => kept.put(AREA, value, key), () => this.memory.set(key, value));
  }

  remove(key) {
    this.memory.delete(key);
    return this.ask((kept) => kept.delete(AREA, key), () => undefined);
  }

  async all() {
    const kept = await this.ask((found) => found.getAll(AREA), () => []);
    return [...kept, ...this.memory.values()];
  }
}
