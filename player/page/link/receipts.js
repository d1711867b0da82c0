// What the board did with each alert revision: signed, kept until acknowledged, told once.
import { receiptMessage } from "../trust/messages.js";
import { instantText } from "../time/instant.js";
import { LogPost, SignedLog } from "./signed_log.js";

const MOST_TOLD = 600;
const KIND = { name: "receipts", most: 500, message: receiptMessage };

export class ReceiptBook extends SignedLog {
  constructor(store, keys, board, time) {
    super(store, keys, board, KIND);
    Object.assign(this, { time, told: this.kept.told || [] });
  }

  /** Note a state of an alert revision, once. @returns {boolean} whether there is news to send */
  note(alert, state, reason) {
    const name = `${alert.id}/${alert.revision}/${state}`;
    if (this.has(alert, state)) return false;
    this.told = this.told.concat(name).slice(-MOST_TOLD);
    const { at, trusted } = this.time.now();
    const receipt = { alert: alert.id, revision: alert.revision, state, at: instantText(at), clock_trusted: trusted };
    if (reason) receipt.reason = String(reason).slice(0, 200);
    this.add(receipt);
    this.keep();
    return true;
  }

  /** Take it from the agent which revisions it has this state of: they need not be told again. */
  know(revisions, state) {
    const names = revisions.map((revision) => `${revision}/${state}`).filter((name) => this.told.indexOf(name) < 0);
    this.told = this.told.concat(names).slice(-MOST_TOLD);
  }

  has(alert, state) {
    return this.told.indexOf(`${alert.id}/${alert.revision}/${state}`) >= 0;
  }

  more() {
    return { told: this.told };
  }
}

/** Sends what waits within 2 s, over the socket when there is one. */
export const receiptPost = (book, link) => new LogPost(book, {
  send: (receipts) => link.send("receipts", "/api/v1/board/receipts", { receipts }),
  refused: (error) => link.refused(error), spreadMs: 800, againMs: 5000,
});
