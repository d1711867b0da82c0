// What was on the glass: seconds and showings of each item, added up by the hour and signed once
// the hour is over. What stood in for an item that could not be shown has a record of its own.
import { playMessage } from "../trust/messages.js";
import { instantText } from "../time/instant.js";
import { LogPost, SignedLog } from "./signed_log.js";

const HOUR_MS = 3600000;
// A tick that comes late, from a tab or a computer that slept, counts no more than this.
const LONGEST_TICK_MS = 1000;
const KIND = { name: "plays", most: 3000, message: (board, record) => playMessage(record) };
const NAMES = ["manifest", "item", "revision", "instead"];

export class PlayBook extends SignedLog {
  constructor(store, keys, board) {
    super(store, keys, board, KIND);
    const { counting = [], over = [], dropped = 0 } = this.kept;
    Object.assign(this, { counting, over, dropped, periodMs: HOUR_MS, before: null, last: null, open: null, monoMs: 0, isNew: false });
  }

  /**
   * Count what was on the glass since the last call; while the time is a guess, nothing.
   * @param {{manifest, item, revision, instead, page, startsAt} | null} shown the same object for one slot
   * @param {{at: number, trusted: boolean}} time
   * @returns {boolean} whether there is news to send
   */
  tick(shown, { at, trusted }, monoMs) {
    const passedMs = Math.min(LONGEST_TICK_MS, Math.max(0, monoMs - this.monoMs));
    this.monoMs = monoMs;
    if (!trusted) {
      this.before = null;
      return false;
    }
    this.turn(Math.floor(at / this.periodMs));
    if (this.before && passedMs) this.pass(this.before, at, passedMs);
    this.before = shown;
    if (shown && this.begins(shown)) this.entryOf(shown, at).count += 1;
    if (shown) this.last = shown;
    return this.signOne();
  }

  /** Close what belongs to another hour, or to another minute where an agent adds up. */
  turn(hour) {
    if (hour === this.hour) return;
    this.hour = hour;
    this.open = null;
    this.over = this.over.concat(this.counting.filter((entry) => entry.hour !== hour));
    this.counting = this.counting.filter((entry) => entry.hour === hour);
    this.isNew = true;
  }

  pass(shown, at, passedMs) {
    const entry = this.entryOf(shown, at - passedMs);
    entry.ms += passedMs;
    entry.to = Math.max(entry.to, at);
    this.isNew = true;
  }

  /** A showing begins with another item, or with its own first page again. */
  begins(shown) {
    const { last } = this;
    if (shown === last) return false;
    return !last || shown.item !== last.item || (shown.startsAt !== last.startsAt && shown.page <= last.page);
  }

  entryOf(shown, at) {
    if (this.open && this.openOf === shown) return this.open;
    const found = this.counting.find((entry) => NAMES.every((name) => entry[name] === shown[name]));
    const from = Math.max(at, this.hour * this.periodMs);
    this.open = found || { hour: this.hour, from, to: from, ms: 0, count: 0 };
    if (!found) {
      NAMES.forEach((name) => {
        this.open[name] = shown[name];
      });
      this.counting.push(this.open);
    }
    this.openOf = shown;
    return this.open;
  }

  /** One signature a tick at most: on a weak computer each takes its time. */
  signOne() {
    if (!this.over.length) return false;
    const [{ manifest, item, revision, instead, from, to, ms, count }] = this.over;
    this.over = this.over.slice(1);
    const seconds = Math.min(Math.round(ms / 1000), Math.ceil((to - from) / 1000));
    if (seconds || count) {
      this.dropped += this.add(Object.assign({
        manifest, item, revision, from: instantText(from), to: instantText(to), seconds, count,
      }, instead ? { instead } : {}));
    }
    if (this.over.length) return false;
    this.keep();
    return this.waiting.length > 0;
  }

  /** Nothing goes out that a power cut would have us sign, and the server count, again. */
  batch() {
    return this.over.length ? [] : super.batch();
  }

  more() {
    return { counting: this.counting, over: this.over, dropped: this.dropped };
  }

  keep() {
    this.isNew = false;
    super.keep();
  }

  keepIfNew() {
    if (this.isNew) this.keep();
  }
}

/** Sends what waits some minutes after the hour, so that not all boards come at once. */
export const playPost = (book, link) => new LogPost(book, {
  send: (plays) => link.call("POST", "/api/v1/board/plays", { plays }),
  refused: (error) => link.refused(error), spreadMs: 300000, againMs: 120000,
});
