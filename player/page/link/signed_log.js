// Records a board signs: kept until the server has them, the oldest dropped when there are too
// many, sent in batches and again until each is acknowledged or rejected.
import { toBase64 } from "../trust/bytes.js";
import { randomHex } from "./keys.js";

const BATCH = 100;

export class SignedLog {
  /** @param {{name: string, most: number, message: (board, record) => Uint8Array}} kind how it is kept and signed */
  constructor(store, keys, board, kind) {
    const kept = store.read(kind.name) || {};
    Object.assign(this, { store, keys, board, kind, kept, waiting: kept.waiting || [], log: randomHex(8), seq: 0 });
  }

  /** Sign a record and have it wait; the caller keeps it. @returns how many were dropped for it */
  add(fields) {
    this.seq += 1;
    const record = Object.assign({ log: this.log, seq: this.seq }, fields);
    record.sig = toBase64(this.keys.sign(this.kind.message(this.board, record)));
    const all = this.waiting.concat(record);
    this.waiting = all.slice(-this.kind.most);
    return all.length - this.waiting.length;
  }

  batch() {
    return this.waiting.slice(0, BATCH);
  }

  /** Acknowledged and rejected ones are not sent again. */
  settle(answer) {
    const acknowledged = (answer.acknowledged || []).map(([log, seq]) => `${log}/${seq}`);
    const rejected = (answer.rejected || []).map(({ log, seq }) => `${log}/${seq}`);
    const done = new Set(acknowledged.concat(rejected));
    this.waiting = this.waiting.filter((record) => !done.has(`${record.log}/${record.seq}`));
    this.keep();
    return done.size;
  }

  /** What else is kept beside the waiting records, in the same write. */
  more() {
    return {};
  }

  keep() {
    this.store.write(this.kind.name, Object.assign({ waiting: this.waiting }, this.more()));
  }
}

export class LogPost {
  /**
   * @param {{send: (records) => Promise<object>, refused: (error) => void, spreadMs: number,
   *   againMs: number}} road spreadMs: so that not all boards send at once
   */
  constructor(log, road) {
    Object.assign(this, { log, road, timer: null });
  }

  soon(delayMs = Math.random() * this.road.spreadMs) {
    if (this.timer === null) this.timer = setTimeout(() => this.send(), delayMs);
  }

  async send() {
    const records = this.log.batch();
    let settled = 0;
    try {
      if (records.length) settled = this.log.settle(await this.road.send(records));
    } catch (error) {
      this.road.refused(error);
    }
    this.timer = null;
    if (this.log.waiting.length) this.soon(settled ? 0 : this.road.againMs);
  }
}
