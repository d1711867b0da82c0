// The officers a root names: whose own keys approve alerts and identities. Mirrors content/officers.py.
import jsSha from "js-sha256";
import { TrustError, digest, fromBase64, utf8 } from "./bytes.js";
import { isSigned } from "./envelope.js";
import { isEcdsaSigned } from "./es256.js";
import { readInstant, readInteger, readName, readNames, readObject } from "./fields.js";

const KEY_BYTES = { es256: 65, ed25519: 32 };

/** @returns {{rpIdHash: Uint8Array, origins: string[], threshold: number, keys: Map}|null} null where nobody is named */
export function readOfficers(payload) {
  if (payload.officers === undefined) return null;
  const value = readObject(payload, "officers");
  const listed = readObject(value, "keys");
  const keys = new Map(Object.keys(listed).map((keyid) => [keyid, readOfficer(readObject(listed, keyid), keyid)]));
  const threshold = readInteger(value, "threshold", 1);
  if (threshold > keys.size) throw new TrustError("malformed", "officers");
  const rpIdHash = new Uint8Array(jsSha.sha256.array(utf8(readName(value, "rp_id"))));
  return { rpIdHash, origins: named(value, "origins"), threshold, keys };
}

function readOfficer(entry, keyid) {
  const raw = fromBase64(entry.public);
  const isKnown = typeof entry.type === "string" && Object.keys(KEY_BYTES).indexOf(entry.type) >= 0;
  if (!isKnown || KEY_BYTES[entry.type] !== raw.length || digest(raw) !== keyid) throw new TrustError("malformed", "officer");
  if (entry.type === "es256" && raw[0] !== 4) throw new TrustError("malformed", "officer");
  readName(entry, "name");
  return {
    type: entry.type, public: raw, units: named(entry, "units"), rights: named(entry, "rights"),
    until: entry.until === null || entry.until === undefined ? null : readInstant(entry, "until"),
  };
}

/** A list of texts that holds something, each once. */
function named(payload, name) {
  const found = readNames(payload, name);
  if (!found.length || found.some((entry) => !entry) || new Set(found).size !== found.length) throw new TrustError("malformed", name);
  return found;
}

export const covers = (officer, path) => path.some((unit) => officer.units.indexOf(unit) >= 0);

/** Whether anybody at all is named for boards with this path. */
export const canAny = (officers, right, path) => Array.from(officers.keys.values())
  .some((officer) => officer.rights.indexOf(right) >= 0 && covers(officer, path));

/** Throws TrustError (approval_unchecked) while the browser has not been asked, or did not answer. */
export function isOfficerSigned(officer, message, signature) {
  return officer.type === "ed25519" ? isSigned(officer.public, message, signature)
    : isEcdsaSigned(officer.public, message, signature);
}
