// What outlives a reload, in the browser's own storage. One browser may be several boards: each
// has a slot; /board alone opens the first one made.
import { digest, utf8 } from "../trust/bytes.js";

const PREFIX = "bangtin";

export class Store {
  constructor(slot, storage = window.localStorage) {
    this.slot = slot;
    this.storage = storage;
    this.isFull = false;
  }

  read(name) {
    try {
      const text = this.storage.getItem(`${PREFIX}.${this.slot}.${name}`);
      return text === null ? null : JSON.parse(text);
    } catch (error) {
      return null;
    }
  }

  /** Write at once; false when the browser would not take it (the status then says so). */
  write(name, value) {
    try {
      this.storage.setItem(`${PREFIX}.${this.slot}.${name}`, JSON.stringify(value));
      this.isFull = false;
    } catch (error) {
      this.isFull = true;
    }
    return !this.isFull;
  }

  remove(name) {
    this.storage.removeItem(`${PREFIX}.${this.slot}.${name}`);
  }
}

/** The slot this page is for, and the one-time link it was opened with, from the address. */
export function slotFrom(address, storage = window.localStorage) {
  const query = new URLSearchParams(address.search);
  const hash = new URLSearchParams(address.hash.replace(/^#/, ""));
  const link = hash.get("pair") || query.get("link");
  const named = hash.get("board");
  const slot = link ? digest(utf8(link)).slice(0, 12) : named && /^[0-9a-f]{12}$/.test(named) ? named : null;
  const first = storage.getItem(`${PREFIX}.first`);
  const chosen = slot || first || "0";
  if (!first) storage.setItem(`${PREFIX}.first`, chosen);
  return { slot: chosen, link: link || null, isMarked: hash.get("mark") === "1" };
}
