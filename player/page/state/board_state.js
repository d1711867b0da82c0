// All that one board holds and has verified. Each apply gives the next state or throws TrustError
// and changes nothing. Mirrors content/board_state.py.
import { TrustError, fromBase64 } from "../trust/bytes.js";
import { checkApprovals, checkIdentityApprovals, isStillApproved, needsApprovals } from "../trust/approvals.js";
import { ROLES_OF_KIND, checkThreshold, payloadOf, readEnvelope, readRaw, verify } from "../trust/envelope.js";
import { readInstant, readList, readName, readNames, readObject } from "../trust/fields.js";
import { firstRoot, nextRoot } from "../trust/root.js";
import { isInForce, precedence, readAlert } from "./alert.js";
import { endedAt, endedWith, isCancelledBy, stillEnded } from "./ended.js";
import { acceptHead, readHead } from "./head.js";
import { checkShape } from "./manifest_check.js";

export const WITHOUT_HEAD_MS = 24 * 3600 * 1000;
const AHEAD_OF_HEAD_MS = 24 * 3600 * 1000;
const ROLE_OF_STATUS = { Actual: "alert", Exercise: "drill" };

/**
 * Begin after pairing; envelopes as on the wire. An officer must have approved where, unless the
 * identity is one that was taken before, or an agent's own. Throws TrustError.
 */
export function firstState(board, rootWire, identityWire, atMs, isTaken = false) {
  const root = firstRoot(readEnvelope(rootWire, "root"));
  const envelope = readEnvelope(identityWire, "identity");
  const identity = readIdentity(board, root, envelope);
  if (!isTaken) checkIdentityApprovals(identity, payloadOf(envelope), root.officers, null, { atMs, revoked: [] });
  return {
    board, root, rootWire, identity, identityWire, headAt: atMs, mark: null, head: null, headWire: null, alerts: {},
    revoked: [], ended: {},
  };
}

/** Take a head: alerts that it leaves out and knew of are over, at once. Throws TrustError. */
export function applyHead(state, wire, atMs) {
  const envelope = readEnvelope(wire, "head");
  const head = readHead(verify(envelope, state.root, "state"), envelope.digest);
  const mark = acceptHead(state.mark, head, state.root, state.board);
  if (mark === state.mark) return state;
  const alerts = {};
  let ended = stillEnded(state.ended, atMs);
  Object.keys(state.alerts).forEach((id) => {
    const { alert } = state.alerts[id];
    if (!isOver(alert, head)) alerts[id] = state.alerts[id];
    else if (state.root.officers && isCancelledBy(head, alert, state.identity)) ended = endedWith(ended, alert, null);
  });
  const revoked = revokedBy(state, head);
  return onlyApproved(Object.assign({}, state, { mark, head, headWire: wire, headAt: atMs, alerts, revoked, ended }));
}

/**
 * Take an alert revision; the same one again may bring newer signatures. `atMs` is now, for officers'
 * delegations; null asks of no instant. Throws TrustError.
 */
export function applyAlert(state, wire, atMs = state.headAt) {
  const envelope = readEnvelope(wire, "alert");
  const payload = verifyAlert(envelope, state.root);
  const alert = readAlert(payload, envelope.digest);
  const held = rivalOf(state, alert);
  refuseOlder(state, alert, held);
  if (state.head && isOver(alert, state.head)) throw new TrustError("over");
  const approvers = approversOf(state, payload, atMs);
  const alerts = Object.assign({}, state.alerts, { [alert.id]: { alert, wire, approvers } });
  const ended = state.root.officers && alert.isCancelled ? endedWith(state.ended, alert, held) : state.ended;
  return Object.assign({}, state, { alerts, ended });
}

/** Take the identity that the head names, and no other. Throws TrustError. */
export function applyIdentity(state, wire, atMs = state.headAt, isTaken = false) {
  const envelope = readEnvelope(wire, "identity");
  const identity = readIdentity(state.board, state.root, envelope);
  const named = state.head ? state.head.identity : state.identity.digest;
  if (identity.digest !== named) throw new TrustError("not_named");
  if (!isTaken) checkMoved(state, state.root, identity, envelope, atMs);
  return onlyApproved(Object.assign({}, state, { identity, identityWire: wire }));
}

/**
 * Follow the chain by one root, with identity and alerts signed anew. What the new root does not
 * vouch for is not kept. Throws TrustError.
 */
export function applyRoot(state, wire, identityWire, alertWires) {
  const root = nextRoot(state.root, readEnvelope(wire, "root"));
  const kept = identityUnder(state, root, identityWire);
  const identity = readIdentity(state.board, root, readEnvelope(kept, "identity"));
  const moved = Object.assign({}, state, { root, rootWire: wire, identity, identityWire: kept, alerts: {}, revoked: [] });
  const held = Object.keys(state.alerts).map((id) => state.alerts[id].wire);
  return (alertWires || []).concat(held).reduce(withAlertIfGood, moved);
}

/** What the head names and the board does not hold yet, manifest apart. */
export function wanted(state) {
  if (!state.head) return { identity: null, alerts: [] };
  const missing = state.head.alerts.filter((entry) => {
    const held = state.alerts[entry.id];
    return !held || (held.alert.revision <= entry.revision && held.alert.digest !== entry.digest);
  });
  return {
    identity: state.head.identity !== state.identity.digest ? state.head.identity : null,
    alerts: missing.map((entry) => entry.digest),
  };
}

/** The alerts in force on this board, the gravest and newest first. */
export function alertsNow(state, atMs) {
  if (atMs - state.headAt > WITHOUT_HEAD_MS) return [];
  const held = Object.keys(state.alerts).map((id) => state.alerts[id].alert);
  return precedence(held.filter((alert) => isInForce(alert, state.identity, atMs)));
}

/** Read the bytes of a manifest that bears the digest the head names. Throws TrustError. */
export function checkManifest(state, raw, digest) {
  const envelope = readRaw(raw, "manifest");
  if (envelope.digest !== digest) throw new TrustError("wrong_digest");
  const payload = verify(envelope, state.root, "content");
  if (payload.root !== state.root.version) throw new TrustError("wrong_root");
  checkShape(payload);
  refuseFuture(state.head, payload);
  return payload;
}

/** No clock is asked: a manifest is not from long after the head. */
function refuseFuture(head, payload) {
  if (!head || payload.issued_at === undefined) return;
  if (readInstant(payload, "issued_at") - head.issuedAt > AHEAD_OF_HEAD_MS) throw new TrustError("from_future");
}

/** Check an alert by the role that its status asks for. Throws TrustError. */
export function verifyAlert(envelope, root) {
  const good = [];
  const refusals = [];
  ROLES_OF_KIND.alert.forEach((role) => {
    const { keys, threshold } = root.signers(role);
    try {
      checkThreshold(envelope, keys, threshold);
      good.push(role);
    } catch (error) {
      if (!(error instanceof TrustError)) throw error;
      refusals.push(error);
    }
  });
  if (!good.length) throw refusals.find((error) => error.code !== "unknown_key") || refusals[0];
  const payload = payloadOf(envelope);
  if (good.indexOf(ROLE_OF_STATUS[payload.status]) < 0) throw new TrustError("wrong_role");
  return payload;
}

function readIdentity(board, root, envelope) {
  const payload = verify(envelope, root, "state");
  const path = readNames(payload, "path");
  readList(payload, "approvals");
  const identity = {
    board: readName(payload, "board"), publicKey: fromBase64(payload.public_key), unit: readName(payload, "unit"),
    path, groups: readNames(payload, "groups"), tags: readNames(payload, "tags"),
    lat: payload.lat, lon: payload.lon, profile: readObject(payload, "profile"), header: readObject(payload, "header"),
    issuedAt: readInstant(payload, "issued_at"), digest: envelope.digest,
  };
  if (!path.length || path[path.length - 1] !== identity.unit) throw new TrustError("malformed", "path");
  if (identity.board !== board) throw new TrustError("wrong_board");
  return identity;
}

/** The identity handed in; the one held where there is none, or no officer of the new root approved it. */
function identityUnder(state, root, wire) {
  if (!wire) return state.identityWire;
  const envelope = readEnvelope(wire, "identity");
  const identity = readIdentity(state.board, root, envelope);
  try {
    checkMoved(state, root, identity, envelope, state.headAt);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return state.identityWire;
  }
  return wire;
}

function checkMoved(state, root, identity, envelope, atMs) {
  const revoked = root === state.root ? state.revoked : [];
  checkIdentityApprovals(identity, payloadOf(envelope), root.officers, state.identity, { atMs, revoked });
}

const askedOf = ({ identity, revoked }, atMs) => ({ right: "alert", path: identity.path, atMs, revoked });

/** Who approved an alert; nobody where none is asked. */
function approversOf(state, payload, atMs) {
  const { officers } = state.root;
  return officers && needsApprovals(payload) ? checkApprovals(payload, officers, askedOf(state, atMs)) : null;
}

/** Drop the alerts that officers of this board no longer stand for; delegations run on. */
function onlyApproved(state) {
  const { officers } = state.root;
  if (!officers) return state;
  const alerts = {};
  Object.keys(state.alerts).forEach((id) => {
    const { approvers } = state.alerts[id];
    if (!approvers || isStillApproved(approvers, officers, askedOf(state, null))) alerts[id] = state.alerts[id];
  });
  return Object.assign({}, state, { alerts });
}

/** Officers that heads took out under this root: only a later root brings them back. */
function revokedBy({ root, revoked }, head) {
  const named = head.revokedOfficers.filter((keyid) => root.officers && root.officers.keys.has(keyid));
  return Array.from(new Set(revoked.concat(named))).sort();
}

/** The revision held of this alert; where officers approve, no test counts against theirs. Throws TrustError. */
function rivalOf(state, alert) {
  const held = state.alerts[alert.id] ? state.alerts[alert.id].alert : null;
  if (!held || !state.root.officers || held.isBareTest === alert.isBareTest) return held;
  if (alert.isBareTest) throw new TrustError("unapproved");
  return null;
}

const listedIn = (head, id) => head.alerts.find((entry) => entry.id === id);

/** The head knew of the alert and left it out; wall clocks decide nothing. */
const isOver = (alert, head) => alert.sequence <= head.alertsAsOf && !listedIn(head, alert.id);

function refuseOlder(state, alert, held) {
  const listed = state.head ? listedIn(state.head, alert.id) : null;
  const known = Math.max(listed ? listed.revision : 0, held ? held.revision : 0);
  if (alert.revision < known) throw new TrustError("rolled_back");
  const same = [listed, held].find((one) => one && one.revision === alert.revision);
  if (same && same.digest !== alert.digest) throw new TrustError("replayed");
  if (!alert.isCancelled && alert.revision <= endedAt(state.ended, alert.id)) throw new TrustError("ended");
}

function withAlertIfGood(state, wire) {
  try {
    return applyAlert(state, wire);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return state;
  }
}
