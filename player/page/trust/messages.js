// The plain texts that are signed or hashed outside envelopes. Mirrors content/signed_messages.py.
import jsSha from "js-sha256";
import { TrustError, utf8 } from "./bytes.js";
import { jcs } from "./jcs.js";

const NOT_APPROVED = ["sequence", "issued_at", "approvals"];

/** The twelve digits that a person compares on both screens, in groups of four. */
export function checkNumber(boardKeyId, rootDigest) {
  const hashed = jsSha.sha256.array(lines("bangtin-check-1", boardKeyId, rootDigest));
  const number = hashed.slice(0, 8).reduce((sum, byte) => (sum * 256 + byte) % 1e12, 0);
  const digits = String(number).padStart(12, "0");
  return `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8)}`;
}

export const tokenMessage = (board, nonce) => lines("bangtin-token-1", board, nonce);

/** What a board signs for a receipt; `at` as it stands in the receipt. */
export const receiptMessage = (board, receipt) => lines(
  "bangtin-receipt-1", board, receipt.log, receipt.seq, receipt.alert, receipt.revision,
  receipt.state, receipt.at, receipt.clock_trusted ? "true" : "false",
);

/** What a board signs for a play record; `from` and `to` as they stand in it. */
export const playMessage = (record) => lines(
  "bangtin-play-1", record.log, record.seq, record.manifest, record.item, record.revision,
  record.from, record.to, record.seconds, record.count,
);

/** What an officer's key approves: 32 bytes over all but sequence and times of issue. */
export function approvalChallenge(payload) {
  const names = Object.keys(payload).filter((name) => NOT_APPROVED.indexOf(name) < 0).sort();
  const written = names.map((name) => `${jcs(name)}:${jcs(payload[name])}`).join(",");
  return new Uint8Array(jsSha.sha256.array(utf8(`{${written}}`)));
}

/** What one touch approves of several payloads: their hashes in hex, in order. */
export const batchChallenge = (hashes) => new Uint8Array(jsSha.sha256.array(lines("bangtin-batch-1", ...hashes)));

export const hexOf = (bytes) => Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

function lines(...fields) {
  const texts = fields.map(String);
  if (texts.some((text) => text.indexOf("\n") >= 0)) throw new TrustError("malformed", "field");
  return utf8(texts.join("\n"));
}
