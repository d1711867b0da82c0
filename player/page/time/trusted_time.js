// What time a board believes it is: the server's word plus monotonic time. A browser's wall clock
// is never known to be synchronised, so it decides nothing. Mirrors content/trusted_time.py.

const NOW_AFTER_HEAD_MS = 600 * 1000;
const FLOOR_AHEAD_MS = 24 * 3600 * 1000;

export class TrustedTime {
  /** @param {{wallMs: () => number, monoMs: () => number}} clock */
  constructor(clock, kept) {
    this.clock = clock;
    Object.assign(this, { floor: null, epoch: null, baseAt: null, baseMono: clock.monoMs(), anchored: false });
    if (kept) Object.assign(this, { floor: kept.floor, epoch: kept.epoch, baseAt: kept.baseAt });
  }

  /** Unix milliseconds to act on; `trusted` says whether they may be called certain. */
  now() {
    if (this.baseAt === null) return { at: this.aboveFloor(this.clock.wallMs()), trusted: false };
    const elapsed = Math.max(0, this.clock.monoMs() - this.baseMono);
    return { at: this.aboveFloor(this.baseAt + elapsed), trusted: this.anchored };
  }

  /** Take in a verified issued_at: it lifts the floor, and the time if that is a guess. */
  afterStatement(issuedAt) {
    const { at, trusted } = this.now();
    if (trusted && issuedAt > at + FLOOR_AHEAD_MS) return;
    this.floor = this.floor === null ? issuedAt : Math.max(this.floor, issuedAt);
    if (!trusted && (this.baseAt === null || issuedAt > at)) this.setBase(issuedAt);
  }

  /** Take in an accepted head and the `now` beside it, if any. */
  afterHead(issuedAt, epoch, serverNow) {
    this.enterEpoch(epoch);
    const wasTrusted = this.now().trusted;
    this.afterStatement(issuedAt);
    if (serverNow !== null && serverNow !== undefined && this.counts(issuedAt, serverNow)) {
      this.setBase(serverNow);
      this.anchored = true;
    } else if (!wasTrusted) this.setBase(issuedAt);
  }

  /** Take over the time of whoever keeps it for this page. */
  take(at, isTrusted) {
    this.setBase(at);
    this.anchored = isTrusted;
  }

  counts(issuedAt, serverNow) {
    return issuedAt <= serverNow && serverNow <= issuedAt + NOW_AFTER_HEAD_MS;
  }

  /** What to keep on disk: the base moved to now, so that a power cut costs little time. */
  kept() {
    return { floor: this.floor, epoch: this.epoch, baseAt: this.baseAt === null ? null : this.now().at };
  }

  setBase(at) {
    this.baseAt = at;
    this.baseMono = this.clock.monoMs();
  }

  aboveFloor(at) {
    return this.floor === null ? at : Math.max(at, this.floor);
  }

  /** A new epoch resets the floor, and what was guessed from it. */
  enterEpoch(epoch) {
    if (this.epoch !== null && epoch > this.epoch) {
      this.floor = null;
      if (!this.anchored) this.baseAt = null;
    }
    this.epoch = Math.max(this.epoch === null ? epoch : this.epoch, epoch);
  }
}

export const browserClock = { wallMs: () => Date.now(), monoMs: () => performance.now() };
