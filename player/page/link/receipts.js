// What the board did with each alert revision: signed, kept until acknowledged, told once.
import { toBase64 } from "../trust/bytes.js";
import { receiptMessage } from "../trust/messages.js";
import { instantText } from "../time/instant.js";
import { randomHex } from "./keys.js";

const MOST_TOLD = 600;
const MOST_WAITING = 500;

export class ReceiptBook {
  constructor(store, keys, board, time) {
    const kept = store.read("receipts") || { waiting: [], told: [] };
    Object.assign(this, { store, keys, board, time, waiting: kept.waiting, told: kept.told, log: randomHex(8), seq: 0 });
  }

  /** Note a state of an alert revision, once. @returns {boolean} whether there is news to send */
  note(alert, state, reason) {
    const name = `${alert.id}/${alert.revision}/${state}`;
    if (this.has(alert, state)) return false;
    this.told = this.told.concat(name).slice(-MOST_TOLD);
    const { at, trusted } = this.time.now();
    this.seq += 1;
    const receipt = {
      log: this.log, seq: this.seq, alert: alert.id, revision: alert.revision, state,
      at: instantText(at), clock_trusted: trusted,
    };
    if (reason) receipt.reason = String(reason).slice(0, 200);
    receipt.sig = toBase64(this.keys.sign(receiptMessage(this.board, receipt)));
    this.waiting = this.waiting.concat(receipt).slice(-MOST_WAITING);
    this.keep();
    return true;
  }

  has(alert, state) {
    return this.told.indexOf(`${alert.id}/${alert.revision}/${state}`) >= 0;
  }

  batch() {
    return this.waiting.slice(0, 100);
  }

  /** Acknowledged and rejected ones are not sent again. */
  settle(answer) {
    const acknowledged = (answer.acknowledged || []).map(([log, seq]) => `${log}/${seq}`);
    const rejected = (answer.rejected || []).map(({ log, seq }) => `${log}/${seq}`);
    const done = new Set(acknowledged.concat(rejected));
    this.waiting = this.waiting.filter((receipt) => !done.has(`${receipt.log}/${receipt.seq}`));
    this.keep();
    return done.size;
  }

  keep() {
    this.store.write("receipts", { waiting: this.waiting, told: this.told });
  }
}

const SPREAD_MS = 800;
const AGAIN_MS = 5000;

/** Sends what waits, batched within 2 s, again until it is acknowledged. */
export class ReceiptPost {
  constructor(book, link) {
    Object.assign(this, { book, link, timer: null });
  }

  soon(delayMs = Math.random() * SPREAD_MS) {
    if (this.timer === null) this.timer = setTimeout(() => this.send(), delayMs);
  }

  async send() {
    const receipts = this.book.batch();
    let settled = 0;
    try {
      if (receipts.length) settled = this.book.settle(await this.link.send("receipts", "/api/v1/board/receipts", { receipts }));
    } catch (error) {
      this.link.refused(error);
    }
    this.timer = null;
    if (this.book.waiting.length) this.soon(settled ? 0 : AGAIN_MS);
  }
}
