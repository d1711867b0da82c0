// The plain texts that are signed or hashed outside envelopes. Mirrors content/signed_messages.py.
import jsSha from "js-sha256";
import { TrustError, utf8 } from "./bytes.js";

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

function lines(...fields) {
  const texts = fields.map(String);
  if (texts.some((text) => text.indexOf("\n") >= 0)) throw new TrustError("malformed", "field");
  return utf8(texts.join("\n"));
}
