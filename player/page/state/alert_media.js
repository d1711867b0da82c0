// The voices of alerts: fetched when the alert itself stands on the glass, before all other files,
// hashed, and kept as long as the alert may be heard. Mirrors player/alert_files.py.
import { fullJitter } from "../link/backoff.js";
import { RejectedError, UnreachableError, checkedBytes } from "../link/http.js";
import { revisionOf, voiceFiles } from "../sound/alert_sound.js";
import { TrustError } from "../trust/bytes.js";
import { matches } from "./targeting.js";

// A page that cannot paint an alert keeps its voices away no longer.
const PAINTS_MS = 3000;
const [COMING_MS, AWAY_MS, BAD_MS] = [2000, 10000, 600000];

export class AlertMedia {
  /**
   * @param {{clock, isPainted: (alert) => boolean, isComing: () => boolean, onChange: () => void}} parts
   *   isComing: who is asked says no as long as it does not have the file itself
   */
  constructor(http, parts) {
    Object.assign(this, parts, { http, wanted: {}, due: [], urls: new Map(), since: new Map(), tries: new Map(), bad: new Set(), away: 0, againAt: 0, isFetching: false });
  }

  get faults() {
    return this.bad.size ? ["media_bad"] : [];
  }

  /** @returns {string|null} an object URL of verified bytes */
  url(name) {
    return this.urls.get(name) || null;
  }

  /** Where those that are here lie on the server. */
  get paths() {
    return Array.from(this.urls.keys()).map((name) => `/media/${name}`);
  }

  /** Is something to be fetched before any other file? */
  get isDue() {
    return this.isFetching || this.due.length > 0;
  }

  /** Fetch what is due, one file at a time; called several times a second. @param {Array<object>} alerts held by the board */
  tick(alerts, identity, atMs) {
    const monoMs = this.clock.monoMs();
    const heard = alerts.filter((alert) => mayBeHeard(alert, identity, atMs)).sort((one, other) => other.sequence - one.sequence);
    this.wanted = Object.assign({}, ...heard.map(voiceFiles));
    this.letGo();
    const isWaiting = this.isWaitingForGlass(heard, atMs, monoMs) || monoMs < this.againAt;
    this.due = isWaiting ? [] : [].concat(...heard.map((alert) => Object.keys(voiceFiles(alert)))).filter((name) => this.isMissing(name, monoMs));
    if (this.due.length && !this.isFetching) this.fetch(this.due[0]);
  }

  isMissing(name, monoMs) {
    const put = this.tries.get(name);
    return !this.urls.has(name) && !(put && monoMs < put.againAt);
  }

  isWaitingForGlass(alerts, atMs, monoMs) {
    const since = new Map(alerts.map((alert) => [revisionOf(alert), this.since.has(revisionOf(alert)) ? this.since.get(revisionOf(alert)) : monoMs]));
    this.since = since;
    return alerts.some((alert) => alert.effective <= atMs && monoMs - since.get(revisionOf(alert)) < PAINTS_MS && !this.isPainted(alert));
  }

  async fetch(name) {
    this.isFetching = true;
    try {
      const { bytes, type } = this.wanted[name];
      const raw = await checkedBytes(this.http, `/media/${name}`, name, bytes);
      this.keep(name, URL.createObjectURL(new Blob([raw], { type })));
    } catch (error) {
      this.putOff(name, error);
    } finally {
      this.isFetching = false;
    }
  }

  keep(name, url) {
    this.urls.set(name, url);
    this.tries.delete(name);
    this.bad.delete(name);
    this.away = 0;
    this.onChange();
  }

  /** What cannot be had is asked for again soon, what comes wrong ever more seldom. */
  putOff(name, error) {
    const monoMs = this.clock.monoMs();
    if (error instanceof UnreachableError) {
      this.againAt = monoMs + 500 + fullJitter(this.away, 1000, AWAY_MS);
      this.away += 1;
      return;
    }
    if (!(error instanceof RejectedError || error instanceof TrustError)) throw error;
    const isComing = error instanceof RejectedError && this.isComing();
    const count = this.tries.has(name) ? this.tries.get(name).count + 1 : 1;
    if (!isComing) this.bad.add(name);
    this.tries.set(name, { count, againAt: monoMs + 500 + fullJitter(count, 500, isComing ? COMING_MS : BAD_MS) });
  }

  /** Forget what no alert names any more. */
  letGo() {
    const isWanted = (name) => Object.prototype.hasOwnProperty.call(this.wanted, name);
    Array.from(this.tries.keys()).filter((name) => !isWanted(name)).forEach((name) => this.tries.delete(name));
    Array.from(this.bad).filter((name) => !isWanted(name)).forEach((name) => this.bad.delete(name));
    const gone = Array.from(this.urls.keys()).filter((name) => !isWanted(name));
    gone.forEach((name) => {
      const url = this.urls.get(name);
      this.urls.delete(name);
      setTimeout(() => URL.revokeObjectURL(url), 60000);
    });
    if (gone.length) this.onChange();
  }
}

/** Is it, or may it yet be, heard on this board? */
const mayBeHeard = (alert, identity, atMs) => !alert.isCancelled && !alert.isSilent && !alert.isTest
  && atMs < alert.expires && matches(alert.targets, identity);
