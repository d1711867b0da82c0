// Whether officers whom the root names have signed what a statement says. Mirrors content/approvals.py.
import jsSha from "js-sha256";
import { TrustError, fromBase64, isDigest, parseObject, toBase64, utf8 } from "./bytes.js";
import { readEnvelope } from "./envelope.js";
import { isObject } from "./fields.js";
import { approvalChallenge, batchChallenge, hexOf } from "./messages.js";
import { askFor } from "./es256.js";
import { canAny, covers, isOfficerSigned } from "./officers.js";

const MOST_APPROVALS = 16;
const MOST_IN_BATCH = 200;
const SHORTEST_DATA = 37;
const PRESENT_AND_VERIFIED = 0x05;
export const REFUSALS = [
  "unapproved", "approval_malformed", "approval_unknown", "approval_right", "approval_foreign", "approval_expired",
  "approval_revoked", "approval_wrong_challenge", "approval_wrong_origin", "approval_wrong_rp", "approval_unverified",
  "approval_bad_signature", "approval_threshold", "identity_unapproved",
];

/** Neither seen nor heard: it only tests the way to the glass. */
const isBareTest = (payload) => payload.status === "Exercise" && payload.unseen === true && payload.silent === true;

/** Whatever may be seen or heard, and every drill; what takes away needs none. */
export const needsApprovals = (payload) => payload.state === "in_force" && !isBareTest(payload);

/**
 * The key ids of the officers who approved this for a board with this path.
 * @param {{right: string, path: string[], atMs: number|null, revoked: string[]}} asked without `atMs` no delegation has run out
 */
export function checkApprovals(payload, officers, asked) {
  const good = new Set();
  const refusals = [];
  listed(payload).forEach((value) => {
    try {
      good.add(check(payload, officers, asked, value));
    } catch (error) {
      if (!(error instanceof TrustError)) throw error;
      refusals.push(error);
    }
  });
  if (good.size >= officers.threshold) return Array.from(good);
  const unchecked = refusals.find((error) => error.code === "approval_unchecked");
  if (unchecked) throw unchecked;
  if (good.size) throw new TrustError("approval_threshold");
  throw refusals[0] || new TrustError("unapproved");
}

/** Whether those who approved an alert once may still: none was revoked, the board is still theirs. */
export function isStillApproved(keyids, officers, { right, path, revoked }) {
  const good = keyids.filter((keyid) => {
    const officer = officers.keys.get(keyid);
    return officer && revoked.indexOf(keyid) < 0 && officer.rights.indexOf(right) >= 0 && covers(officer, path);
  });
  return good.length >= officers.threshold;
}

/**
 * Let a board's addressing change by officers alone: those of the place it comes to, and of the
 * one it leaves, if there are any. Throws TrustError (identity_unapproved).
 */
export function checkIdentityApprovals(identity, payload, officers, held, { atMs, revoked }) {
  if (!officers || (held && isSamePlace(held, identity))) return;
  const paths = [identity.path].concat(held && canAny(officers, "identity", held.path) ? [held.path] : []);
  paths.forEach((path) => {
    try {
      checkApprovals(payload, officers, { right: "identity", path, atMs, revoked });
    } catch (error) {
      if (!(error instanceof TrustError) || error.code === "approval_unchecked") throw error;
      throw new TrustError("identity_unapproved", error.code);
    }
  });
}

const sorted = (names) => Array.from(new Set(names)).sort();
const placeOf = (one) => JSON.stringify([
  one.board, one.unit, one.path, sorted(one.groups), sorted(one.tags), positionOf(one),
]);
const positionOf = ({ lat, lon }) => (typeof lat === "number" && typeof lon === "number" ? [lat, lon] : null);
const isSamePlace = (one, other) => placeOf(one) === placeOf(other);

/** Ask the browser about all signatures of an envelope that only it can check; never throws. */
export async function prepare(wire, kind, officers) {
  if (!officers) return;
  let approvals = [];
  try {
    approvals = listed(parseObject(readEnvelope(wire, kind).payload)).map(readIfGood);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
  }
  const ours = approvals.filter((one) => one && officers.keys.has(one.keyid) && officers.keys.get(one.keyid).type === "es256");
  await Promise.all(ours.map((one) => askFor(officers.keys.get(one.keyid).public, messageOf(one), one.sig)));
}

function readIfGood(value) {
  try {
    return readApproval(value);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return null;
  }
}

function listed(payload) {
  const { approvals } = payload;
  if (!Array.isArray(approvals) || approvals.length > MOST_APPROVALS) throw new TrustError("malformed", "approvals");
  return approvals;
}

function check(payload, officers, asked, value) {
  const approval = readApproval(value);
  const officer = officers.keys.get(approval.keyid);
  if (!officer) throw new TrustError("approval_unknown");
  if (asked.revoked.indexOf(approval.keyid) >= 0) throw new TrustError("approval_revoked");
  if (officer.rights.indexOf(asked.right) < 0) throw new TrustError("approval_right");
  if (officer.until !== null && asked.atMs !== null && asked.atMs >= officer.until) throw new TrustError("approval_expired");
  if (!covers(officer, asked.path)) throw new TrustError("approval_foreign");
  checkClient(approval, officers, challengeOf(payload, approval, asked.right));
  checkAuthenticator(approval, officers);
  if (!isOfficerSigned(officer, messageOf(approval), approval.sig)) throw new TrustError("approval_bad_signature");
  return approval.keyid;
}

function readApproval(value) {
  if (!isObject(value) || !isDigest(value.keyid)) throw new TrustError("approval_malformed");
  try {
    return {
      keyid: value.keyid, data: fromBase64(value.authenticator_data), client: fromBase64(value.client_data_json),
      sig: fromBase64(value.sig), batch: readBatch(value.batch),
    };
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    throw new TrustError("approval_malformed");
  }
}

/** Hashes in order, each once. */
function readBatch(value) {
  if (value === undefined || value === null) return null;
  const isList = Array.isArray(value) && value.length >= 1 && value.length <= MOST_IN_BATCH && value.every(isDigest);
  if (!isList || sorted(value).join() !== value.join()) throw new TrustError("malformed", "batch");
  return value;
}

function messageOf({ data, client }) {
  const joined = new Uint8Array(data.length + 32);
  joined.set(data);
  joined.set(jsSha.sha256.array(client), data.length);
  return joined;
}

/** Only identities are approved many at once. */
function challengeOf(payload, approval, right) {
  const alone = approvalChallenge(payload);
  if (!approval.batch) return alone;
  if (right !== "identity" || approval.batch.indexOf(hexOf(alone)) < 0) throw new TrustError("approval_wrong_challenge");
  return batchChallenge(approval.batch);
}

function checkClient(approval, officers, challenge) {
  let said;
  try {
    said = parseObject(approval.client);
  } catch (error) {
    throw new TrustError("approval_malformed");
  }
  if (said.type !== "webauthn.get") throw new TrustError("approval_malformed");
  const expected = toBase64(challenge).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  if (said.challenge !== expected) throw new TrustError("approval_wrong_challenge");
  const isOurs = officers.origins.indexOf(said.origin) >= 0 && (said.crossOrigin === undefined || said.crossOrigin === false);
  if (!isOurs) throw new TrustError("approval_wrong_origin");
}

function checkAuthenticator({ data }, officers) {
  if (data.length < SHORTEST_DATA) throw new TrustError("approval_malformed");
  if (officers.rpIdHash.some((byte, index) => data[index] !== byte)) throw new TrustError("approval_wrong_rp");
  if ((data[32] & PRESENT_AND_VERIFIED) !== PRESENT_AND_VERIFIED) throw new TrustError("approval_unverified");
}
