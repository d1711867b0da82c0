// What officers did not approve, and is not asked for again while that cannot change. Mirrors
// player/refusals.py.
import { REFUSALS } from "../trust/approvals.js";
import { wanted } from "./board_state.js";

const MOST = 500;

export class Refusals {
  constructor() {
    Object.assign(this, { under: "", digests: new Set() });
  }

  /** A new root, another place or another revoked officer begins anew. */
  begin({ root, identity, revoked }) {
    const under = [root.digest, identity.digest].concat(revoked).join(" ");
    if (under !== this.under) Object.assign(this, { under, digests: new Set() });
  }

  /** @returns whether it is one of these refusals, and remembered */
  note(state, digest, code) {
    if (REFUSALS.indexOf(code) < 0 && code !== "ended") return false;
    this.begin(state);
    this.digests.add(digest);
    if (this.digests.size > MOST) this.digests.delete(this.digests.values().next().value);
    return true;
  }

  /** What the state wants, without what was refused. */
  leftOf(state) {
    this.begin(state);
    const { identity, alerts } = wanted(state);
    return { identity: this.digests.has(identity) ? null : identity, alerts: alerts.filter((digest) => !this.digests.has(digest)) };
  }

  isIdentityRefused(state) {
    this.begin(state);
    return Boolean(state.head) && this.digests.has(state.head.identity);
  }
}
