// Which keys may sign what, and the chain from one root to the next. Mirrors content/root.py.
import { TrustError, digest, fromBase64, isDigest } from "./bytes.js";
import { checkThreshold, payloadOf } from "./envelope.js";
import { readOfficers } from "./officers.js";
import { readInstant, readInteger, readList, readObject } from "./fields.js";

const SPEC = 1;
const ROLES = ["root", "content", "alert", "drill", "state"];

/** Read a root that signs itself: the one a person's check number vouches for. Throws TrustError. */
export function firstRoot(envelope) {
  const root = readRoot(envelope);
  const { keys, threshold } = root.signers("root");
  checkThreshold(envelope, keys, threshold);
  return root;
}

/** Follow the chain by one: signed by the held root's keys and by its own. Throws TrustError. */
export function nextRoot(held, envelope) {
  const { keys, threshold } = held.signers("root");
  checkThreshold(envelope, keys, threshold);
  const root = firstRoot(envelope);
  if (root.version !== held.version + 1) throw new TrustError("root_version");
  if (root.epoch < held.epoch) throw new TrustError("rolled_back");
  return root;
}

/** Follow the chain as far as it goes; roots up to the held one are passed over. */
export function followRoots(held, envelopes) {
  return envelopes.reduce((root, envelope) => (
    payloadOf(envelope).version <= root.version ? root : nextRoot(root, envelope)), held);
}

function readRoot(envelope) {
  const payload = payloadOf(envelope);
  if (payload.spec !== SPEC) throw new TrustError("spec");
  const keys = readKeys(readObject(payload, "keys"));
  const named = readObject(payload, "roles");
  const roles = new Map(ROLES.map((role) => [role, readRole(readObject(named, role), keys)]));
  return {
    version: readInteger(payload, "version", 1),
    epoch: readInteger(payload, "epoch"),
    expires: readInstant(payload, "expires"),
    digest: envelope.digest,
    officers: readOfficers(payload),
    signers: (role) => roles.get(role),
  };
}

function readKeys(listed) {
  return new Map(Object.keys(listed).map((name) => {
    const entry = listed[name] || {};
    const raw = fromBase64(entry.public);
    if (entry.type !== "ed25519" || raw.length !== 32 || digest(raw) !== name) {
      throw new TrustError("malformed", "keys");
    }
    return [name, raw];
  }));
}

function readRole(entry, keys) {
  const keyids = readList(entry, "keyids");
  const threshold = readInteger(entry, "threshold", 1);
  const known = keyids.every((name) => isDigest(name) && keys.has(name));
  if (!known || new Set(keyids).size !== keyids.length || threshold > keyids.length) {
    throw new TrustError("malformed", "roles");
  }
  return { keys: new Map(keyids.map((name) => [name, keys.get(name)])), threshold };
}
