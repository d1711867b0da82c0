// One board's truth about now, and the mark that keeps it from going back. Mirrors content/head.py.
import { TrustError, isDigest } from "../trust/bytes.js";
import { readDigest, readInstant, readInteger, readList, readName, readObject, readText } from "../trust/fields.js";

/** Read a verified payload. Throws TrustError (malformed). */
export function readHead(payload, digest) {
  return {
    board: readName(payload, "board"),
    epoch: readInteger(payload, "epoch"),
    sequence: readInteger(payload, "sequence"),
    issuedAt: readInstant(payload, "issued_at"),
    manifest: payload.manifest === null || payload.manifest === undefined ? null : readDigest(payload, "manifest"),
    alertsAsOf: readInteger(payload, "alerts_as_of"),
    alerts: readList(payload, "alerts").map(readListed),
    identity: readDigest(payload, "identity"),
    slate: readSlate(payload),
    revokedOfficers: readRevoked(payload),
    digest,
  };
}

function readListed(value) {
  if (typeof value !== "object" || value === null) throw new TrustError("malformed", "alerts");
  return { id: readName(value, "id"), revision: readInteger(value, "revision", 1), digest: readDigest(value, "digest") };
}

/** Key ids of officers whose approvals count no more. */
function readRevoked(payload) {
  if (payload.revoked_officers === undefined) return [];
  const found = readList(payload, "revoked_officers");
  if (!found.every(isDigest)) throw new TrustError("malformed", "revoked_officers");
  return found;
}

function readSlate(payload) {
  if (payload.slate === null || payload.slate === undefined) return null;
  const value = readObject(payload, "slate");
  return { text: readText(value, "text"), since: readInstant(value, "since") };
}

/** Give the mark after this head; the same head again changes nothing. Throws TrustError. */
export function acceptHead(mark, head, root, board) {
  if (head.board !== board) throw new TrustError("wrong_board");
  if (head.epoch !== root.epoch) throw new TrustError("wrong_epoch");
  const made = { epoch: head.epoch, sequence: head.sequence, digest: head.digest };
  const order = mark ? (made.epoch - mark.epoch || made.sequence - mark.sequence) : 1;
  if (order > 0) return made;
  if (order < 0) throw new TrustError("rolled_back");
  if (made.digest !== mark.digest) throw new TrustError("replayed");
  return mark;
}
