// All that one board holds and has verified. Each apply gives the next state or throws TrustError
// and changes nothing. Mirrors content/board_state.py.
import { TrustError, fromBase64 } from "../trust/bytes.js";
import { ROLES_OF_KIND, checkThreshold, payloadOf, readEnvelope, readRaw, verify } from "../trust/envelope.js";
import { readInstant, readList, readName, readNames, readObject } from "../trust/fields.js";
import { firstRoot, nextRoot } from "../trust/root.js";
import { isInForce, precedence, readAlert } from "./alert.js";
import { acceptHead, readHead } from "./head.js";

export const WITHOUT_HEAD_MS = 24 * 3600 * 1000;
const ROLE_OF_STATUS = { Actual: "alert", Exercise: "drill" };

/** Begin after pairing; envelopes as on the wire. Throws TrustError. */
export function firstState(board, rootWire, identityWire, atMs) {
  const root = firstRoot(readEnvelope(rootWire, "root"));
  const identity = readIdentity(board, root, readEnvelope(identityWire, "identity"));
  return {
    board, root, rootWire, identity, identityWire, headAt: atMs, mark: null, head: null, headWire: null, alerts: {},
  };
}

/** Take a head: alerts that it leaves out and knew of are over, at once. Throws TrustError. */
export function applyHead(state, wire, atMs) {
  const envelope = readEnvelope(wire, "head");
  const head = readHead(verify(envelope, state.root, "state"), envelope.digest);
  const mark = acceptHead(state.mark, head, state.root, state.board);
  if (mark === state.mark) return state;
  const alerts = {};
  Object.keys(state.alerts).forEach((id) => {
    if (!isOver(state.alerts[id].alert, head)) alerts[id] = state.alerts[id];
  });
  return Object.assign({}, state, { mark, head, headWire: wire, headAt: atMs, alerts });
}

/** Take an alert revision; the same one again may bring newer signatures. Throws TrustError. */
export function applyAlert(state, wire) {
  const envelope = readEnvelope(wire, "alert");
  const alert = readAlert(verifyAlert(envelope, state.root), envelope.digest);
  refuseOlder(state, alert);
  if (state.head && isOver(alert, state.head)) throw new TrustError("over");
  return Object.assign({}, state, { alerts: Object.assign({}, state.alerts, { [alert.id]: { alert, wire } }) });
}

/** Take the identity that the head names, and no other. Throws TrustError. */
export function applyIdentity(state, wire) {
  const envelope = readEnvelope(wire, "identity");
  const identity = readIdentity(state.board, state.root, envelope);
  const named = state.head ? state.head.identity : state.identity.digest;
  if (identity.digest !== named) throw new TrustError("not_named");
  return Object.assign({}, state, { identity, identityWire: wire });
}

/**
 * Follow the chain by one root, with identity and alerts signed anew. What the new root does not
 * vouch for is not kept. Throws TrustError.
 */
export function applyRoot(state, wire, identityWire, alertWires) {
  const root = nextRoot(state.root, readEnvelope(wire, "root"));
  const kept = identityWire || state.identityWire;
  const identity = readIdentity(state.board, root, readEnvelope(kept, "identity"));
  const moved = Object.assign({}, state, { root, rootWire: wire, identity, identityWire: kept, alerts: {} });
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
  return payload;
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

const listedIn = (head, id) => head.alerts.find((entry) => entry.id === id);

/** The head knew of the alert and left it out; wall clocks decide nothing. */
const isOver = (alert, head) => alert.sequence <= head.alertsAsOf && !listedIn(head, alert.id);

function refuseOlder(state, alert) {
  const listed = state.head ? listedIn(state.head, alert.id) : null;
  const held = state.alerts[alert.id] ? state.alerts[alert.id].alert : null;
  const known = Math.max(listed ? listed.revision : 0, held ? held.revision : 0);
  if (alert.revision < known) throw new TrustError("rolled_back");
  const named = listed && listed.digest === alert.digest;
  if (held && held.revision === alert.revision && held.digest !== alert.digest && !named) {
    throw new TrustError("replayed");
  }
}

function withAlertIfGood(state, wire) {
  try {
    return applyAlert(state, wire);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return state;
  }
}
