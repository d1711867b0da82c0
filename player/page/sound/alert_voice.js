// The alerts in force called out, round after round: tone, then the voice of each language, as loud
// as the rules say. What is bad or missing is passed over, what hangs is given up: the glass waits
// for none of it. While the browser keeps the loudspeaker locked, a round waits for the touch.
import { standing } from "../state/alert.js";
import { NO_ROUNDS, advance } from "./alert_rounds.js";
import { voiced } from "./alert_sound.js";
import { toneUrl } from "./alert_tone.js";
import { loudness } from "./loudness.js";

const HANGS_MS = 10000;

export class AlertVoice {
  /** @param {{sound, media: {url: (digest) => string|null}, heard, tone?: (name) => string}} parts tone: where a tone lies */
  constructor(parts) {
    Object.assign(this, { tone: toneUrl }, parts, { rounds: NO_ROUNDS, turn: 0, movedTo: 0, movedAt: 0 });
  }

  /** Make the tones before they are wanted, for that takes a moment. */
  prepare() {
    ["attention", "drill"].forEach((name) => this.tone(name));
  }

  /**
   * What is to be called out now; asked several times a second.
   * @param {Array<object>} alerts in force on this board
   * @param {number} volume of notices in percent, 0 in quiet hours
   * @returns {{key: string, url: string, gain: number}|null}
   */
  call(alerts, volume, monoMs) {
    const calls = callsOf(alerts, volume);
    const before = this.rounds;
    if (before.current !== null && this.sound.begun === this.key) this.heard.note(before.current);
    this.rounds = advance(before, calls, {
      atS: monoMs / 1000, isOver: this.isOver(monoMs),
      isHeard: (revision) => this.heard.has(revision), isHere: (name) => this.media.url(name) !== null,
    });
    if (this.rounds.parts !== before.parts) Object.assign(this, { turn: this.turn + 1, movedTo: 0, movedAt: monoMs });
    return this.now(calls);
  }

  get key() {
    return `call ${this.turn}`;
  }

  now(calls) {
    const { current, parts } = this.rounds;
    const call = calls.find((one) => one.revision === current);
    const url = call ? this.urlOf(parts[0]) : null;
    return url && { key: this.key, url, gain: call.gain };
  }

  urlOf(part) {
    return part === "attention" || part === "drill" ? this.tone(part) : this.media.url(part);
  }

  /** Has what was called out last come to its end, or does it stand still. */
  isOver(monoMs) {
    const { current, parts } = this.rounds;
    if (current === null) return true;
    if (!this.urlOf(parts[0])) return true;
    if (this.sound.key !== this.key) return false;
    return this.sound.isOver || this.hangs(monoMs);
  }

  hangs(monoMs) {
    const { atS, isLocked } = this.sound;
    if (isLocked || atS !== this.movedTo) Object.assign(this, { movedTo: atS, movedAt: monoMs });
    return monoMs - this.movedAt > HANGS_MS;
  }
}

/** The alerts that may be heard now, the newest first: how, and how loud from 0 to 1. */
function callsOf(alerts, volume) {
  const newest = standing(alerts).sort((one, other) => other.sequence - one.sequence);
  const calls = newest.map((alert) => {
    const percent = loudness(alert.isDrill, alert.isSilent, volume, volume === 0);
    const how = percent === null ? null : voiced(alert);
    return how && Object.assign({ gain: percent / 100 }, how);
  });
  return calls.filter(Boolean);
}
