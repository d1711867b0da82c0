// From statements to state: takes heads and alerts as they come, fetches what they name, follows
// the roots. The one place that decides; refusals are counted, the last good state stays.
import { TrustError } from "../trust/bytes.js";
import { prepare } from "../trust/approvals.js";
import { readEnvelope } from "../trust/envelope.js";
import { firstRoot, nextRoot } from "../trust/root.js";
import { LIST_LIMIT, RejectedError, UnreachableError } from "../link/http.js";
import { readAlert } from "./alert.js";
import { ownAgentsWord } from "./own_agent.js";
import { Refusals } from "./refusals.js";
import { applyAlert, applyHead, applyIdentity, applyRoot, verifyAlert } from "./board_state.js";

const ROOT_DOUBTS = ["unknown_key", "bad_signature", "threshold", "wrong_root", "wrong_epoch", "identity_unapproved"];
const ROOTS_EVERY_MS = 30000;

export class Sync {
  /**
   * @param {{call: (method, path, body, limit) => Promise<object>, time, clock,
   *   onState: (state, isSaved) => void, onReceived: (alert) => void, onRefused: (alert, code) => void, save: (state) => boolean}} parts
   */
  constructor(state, parts) {
    Object.assign(this, parts, { state, refused: 0, rootsAt: -ROOTS_EVERY_MS, fetching: null, agent: null, refusals: new Refusals() });
  }

  /** An answer of the server: `now`, and a head if it has one to give. */
  async takeAnswer(answer) {
    this.agent = ownAgentsWord(answer);
    if (this.agent) await this.takeAgents(answer);
    else if (answer && answer.head) await this.takeHead(answer.head, nowOf(answer));
    else if (answer && answer.now && this.state.head) {
      this.time.afterHead(this.state.head.issuedAt, this.state.head.epoch, nowOf(answer));
    }
  }

  /** The agent's time counts however old its head is: it keeps it while the server is away. */
  async takeAgents(answer) {
    if (answer.head) await this.takeHead(answer.head);
    this.time.take(this.agent.nowMs, this.agent.isTrusted);
    this.state = Object.assign({}, this.state, { headAt: this.agent.headAtMs });
    this.onState(this.state);
    await this.fetchAgents();
  }

  /** Alerts that the agent holds and this page does not, as one that was opened after the push. */
  async fetchAgents() {
    const held = Object.keys(this.state.alerts).map((id) => this.state.alerts[id].alert.digest);
    if (this.agent.alerts.every((digest) => held.indexOf(digest) >= 0)) return;
    await this.fetchAlerts().catch((error) => {
      if (!isAway(error)) throw error;
    });
  }

  /** The score to play: what the head names, on an agent's page what is whole of it. */
  get score() {
    if (this.agent) return this.agent.manifest;
    return this.state.head && this.state.head.manifest;
  }

  async takeHead(wire, serverNow = null) {
    let next;
    try {
      next = applyHead(this.state, wire, this.time.now().at);
    } catch (error) {
      if (!this.refuse(error) || !(await this.followRoots(error.code))) return;
      await this.takeHead(wire, serverNow);
      return;
    }
    this.time.afterHead(next.head.issuedAt, next.head.epoch, serverNow);
    const isNew = next !== this.state;
    if (isNew) this.become(Object.assign({}, next, { headAt: this.time.now().at }));
    await this.fetchWanted();
  }

  /** A pushed alert, or one that was fetched; it waits until approvals are checked. @returns whether it was taken */
  async takeAlert(wire) {
    if (this.state.root.officers) await prepare(wire, "alert", this.state.root.officers);
    let next;
    try {
      next = applyAlert(this.state, wire, this.delegationsAt);
    } catch (error) {
      if (this.refuse(error)) this.tellUnapproved(wire, error.code);
      return false;
    }
    const envelope = readEnvelope(wire, "alert");
    const ids = Object.keys(next.alerts);
    const { alert } = next.alerts[ids.find((id) => next.alerts[id].alert.digest === envelope.digest)];
    this.time.afterStatement(alert.issuedAt);
    if (this.become(next)) this.onReceived(alert);
    return true;
  }

  /** When officers' delegations must hold; what its agent took in time, a page takes still. */
  get delegationsAt() {
    return this.agent ? null : this.time.now().at;
  }

  /** Have the server know that officers' approvals are wanting: nobody else would say so. */
  tellUnapproved(wire, code) {
    let envelope;
    try {
      envelope = readEnvelope(wire, "alert");
    } catch (error) {
      return;
    }
    if (!this.refusals.note(this.state, envelope.digest, code)) return;
    const alert = readAlert(verifyAlert(envelope, this.state.root), envelope.digest);
    if (!alert.isCancelled) this.onRefused(alert, code);
  }

  /** Identity and alerts that the head names and we do not hold; one round at a time. */
  async fetchWanted() {
    if (this.fetching) return this.fetching;
    const done = () => {
      this.fetching = null;
    };
    this.fetching = this.fetchRound();
    this.fetching.then(done, done);
    return this.fetching;
  }

  async fetchRound() {
    const missing = this.refusals.leftOf(this.state);
    try {
      if (missing.identity) await this.fetchIdentity();
      if (missing.alerts.length) await this.fetchAlerts();
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }

  async fetchIdentity() {
    const answer = await this.call("GET", "/api/v1/board/identity");
    const wire = answer.identity || answer;
    await prepare(wire, "identity", this.state.root.officers);
    try {
      this.become(applyIdentity(this.state, wire, this.delegationsAt, this.agent !== null));
    } catch (error) {
      if (!this.refuse(error)) return;
      if (error.code === "identity_unapproved") this.refusals.note(this.state, this.state.head.identity, error.code);
      await this.followRoots(error.code);
    }
  }

  async fetchAlerts() {
    const answer = await this.call("GET", "/api/v1/board/alerts", undefined, LIST_LIMIT);
    for (const wire of listOf(answer.alerts)) await this.takeAlert(wire);
  }

  /** Follow the chain, with what was signed anew under its end. @returns whether it moved */
  async followRoots(code) {
    const now = this.clock.monoMs();
    if (ROOT_DOUBTS.indexOf(code) < 0 || now - this.rootsAt < ROOTS_EVERY_MS) return false;
    this.rootsAt = now;
    try {
      const { version } = this.state.root;
      const roots = listOf((await this.call("GET", `/api/v1/board/roots?since=${version}`, undefined, LIST_LIMIT)).roots);
      if (!roots.length) return false;
      const identity = await this.call("GET", "/api/v1/board/identity");
      const { alerts } = await this.call("GET", "/api/v1/board/alerts", undefined, LIST_LIMIT);
      await this.prepareFor(roots[roots.length - 1], identity.identity || identity, listOf(alerts));
      this.become(this.moveTo(roots, identity.identity || identity, listOf(alerts)));
      return true;
    } catch (error) {
      if (!isAway(error)) this.refuse(error);
      return false;
    }
  }

  /** Have all approvals checked that a new root will ask for. */
  async prepareFor(rootWire, identityWire, alertWires) {
    const { officers } = firstRoot(readEnvelope(rootWire, "root"));
    const held = Object.keys(this.state.alerts).map((id) => this.state.alerts[id].wire);
    await prepare(identityWire, "identity", officers);
    await Promise.all(alertWires.concat(held).map((wire) => prepare(wire, "alert", officers)));
  }

  /** Only the end of the chain must vouch for what is shown; the links between, for each other. */
  moveTo(roots, identityWire, alertWires) {
    const last = roots[roots.length - 1];
    const between = roots.slice(0, -1).reduce((root, wire) => nextRoot(root, readEnvelope(wire, "root")), this.state.root);
    return applyRoot(Object.assign({}, this.state, { root: between }), last, identityWire, alertWires);
  }

  become(state) {
    this.state = state;
    const isSaved = this.save(state);
    this.onState(state);
    return isSaved;
  }

  /** Note a refusal; what is no TrustError is a fault of ours and goes on up. */
  refuse(error) {
    if (!(error instanceof TrustError) && !(error instanceof TypeError)) throw error;
    this.refused += 1;
    return error instanceof TrustError;
  }
}

/** What should be a list of envelopes; anything else holds none. */
const listOf = (value) => (Array.isArray(value) ? value : []);

const isAway = (error) => error instanceof UnreachableError || error instanceof RejectedError;

function nowOf(answer) {
  const ms = Date.parse(answer.now);
  return isFinite(ms) ? ms : null;
}
