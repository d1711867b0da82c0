// DSSE envelopes: verify the bytes of a role, then read them. Mirrors content/trust.py.
import nacl from "tweetnacl";
import { TrustError, digest, fromBase64, isDigest, parseObject, utf8 } from "./bytes.js";
import { SIZE_LIMITS } from "./limits.js";

export { SIZE_LIMITS };
export const ROLES_OF_KIND = {
  root: ["root"], manifest: ["content"], alert: ["alert", "drill"], head: ["state"], identity: ["state"],
};
const MOST_SIGNATURES = 16;

export const payloadType = (kind) => `application/vnd.bangtin.${kind}+json`;

/** What is signed. Source: DSSE 1.0, pre-authentication encoding. */
export function pae(type, payload) {
  const head = utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `);
  const joined = new Uint8Array(head.length + payload.length);
  joined.set(head);
  joined.set(payload, head.length);
  return joined;
}

function checkSize(kind, size) {
  if (size > SIZE_LIMITS[kind]) throw new TrustError("too_large", `${kind} of ${size} bytes`);
}

/** Read a parsed envelope into {payload, kind, signatures, digest}; its size is that of its JSON. Throws TrustError. */
export function readEnvelope(value, kind) {
  if (typeof value !== "object" || value === null || typeof value.payload !== "string"
    || !Array.isArray(value.signatures)) {
    throw new TrustError("malformed", "envelope");
  }
  checkSize(kind, value.payload.length);
  checkSize(kind, utf8(JSON.stringify(value)).length);
  if (value.payloadType !== payloadType(kind)) throw new TrustError("wrong_kind", String(value.payloadType));
  if (value.signatures.length < 1 || value.signatures.length > MOST_SIGNATURES) {
    throw new TrustError("malformed", "signatures");
  }
  const payload = fromBase64(value.payload);
  return { payload, kind, signatures: value.signatures.map(readSignature), digest: digest(payload) };
}

/** Read an envelope as it came over HTTP. Throws TrustError (too_large, malformed, wrong_kind). */
export function readRaw(bytes, kind) {
  checkSize(kind, bytes.length);
  return readEnvelope(parseObject(bytes), kind);
}

function readSignature(entry) {
  if (typeof entry !== "object" || entry === null || !isDigest(entry.keyid)) {
    throw new TrustError("malformed", "signature");
  }
  return { keyid: entry.keyid, sig: fromBase64(entry.sig) };
}

/** Check the signatures of a role, then read the payload. Throws TrustError. */
export function verify(envelope, root, role) {
  if (ROLES_OF_KIND[envelope.kind].indexOf(role) < 0) throw new TrustError("wrong_role", role);
  const { keys, threshold } = root.signers(role);
  checkThreshold(envelope, keys, threshold);
  return payloadOf(envelope);
}

/** Count good signatures by different keys; unknown keys count for nothing. Throws TrustError. */
export function checkThreshold(envelope, keys, threshold) {
  const message = pae(payloadType(envelope.kind), envelope.payload);
  const known = envelope.signatures.filter((entry) => keys.has(entry.keyid));
  const good = new Set(
    known.filter((entry) => isSigned(keys.get(entry.keyid), message, entry.sig)).map((entry) => entry.keyid),
  );
  if (good.size >= threshold) return;
  if (!known.length) throw new TrustError("unknown_key");
  throw new TrustError(good.size ? "threshold" : "bad_signature");
}

/** Read the payload of a verified envelope. Throws TrustError (malformed, wrong_kind). */
export function payloadOf(envelope) {
  const value = parseObject(envelope.payload);
  if (value.kind !== envelope.kind) throw new TrustError("wrong_kind", String(value.kind));
  return value;
}

export function isSigned(publicKey, message, signature) {
  return publicKey.length === 32 && signature.length === 64
    && nacl.sign.detached.verify(message, signature, publicKey);
}
