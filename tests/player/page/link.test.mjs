import assert from "node:assert/strict";
import { test } from "node:test";
import { around, fullJitter } from "../../../player/page/link/backoff.js";
import { ANSWER_LIMIT, Http, LIST_LIMIT, RejectedError, UnreachableError } from "../../../player/page/link/http.js";
import { BoardKeys } from "../../../player/page/link/keys.js";
import { ReceiptBook } from "../../../player/page/link/receipts.js";
import { TokenKeeper } from "../../../player/page/link/token.js";
import { SIZE_LIMITS, isSigned } from "../../../player/page/trust/envelope.js";
import { fromBase64 } from "../../../player/page/trust/bytes.js";
import { receiptMessage } from "../../../player/page/trust/messages.js";

const memory = () => {
  const kept = {};
  return { read: (name) => kept[name] || null, write: (name, value) => { kept[name] = JSON.parse(JSON.stringify(value)); } };
};
const noon = { now: () => ({ at: Date.UTC(2026, 10, 25, 5), trusted: true }) };
const flood = { id: "flood", revision: 1 };

test("waits grow, are spread whole, and have a cap", () => {
  assert.equal(fullJitter(0, 1000, 30000, () => 1), 1000);
  assert.equal(fullJitter(3, 1000, 30000, () => 1), 8000);
  assert.equal(fullJitter(60, 1000, 30000, () => 1), 30000);
  assert.equal(fullJitter(5, 1000, 30000, () => 0), 0);
  assert.deepEqual([around(20000, 2000, () => 0), around(20000, 2000, () => 1)], [18000, 22000]);
});

test("a receipt is signed, told once, and kept until it is acknowledged", () => {
  const keys = BoardKeys.make();
  const store = memory();
  const book = new ReceiptBook(store, keys, "b1", noon);
  assert.ok(book.note(flood, "received"));
  assert.ok(!book.note(flood, "received"));
  const [receipt] = book.batch();
  assert.ok(isSigned(fromBase64(keys.publicKey), receiptMessage("b1", receipt), fromBase64(receipt.sig)));
  const again = new ReceiptBook(store, keys, "b1", noon);
  assert.deepEqual(again.batch(), [receipt]);
  assert.ok(!again.note(flood, "received"));
  again.settle({ acknowledged: [[receipt.log, receipt.seq]], rejected: [] });
  assert.deepEqual(again.batch(), []);
});

test("a rejected receipt is not sent again", () => {
  const book = new ReceiptBook(memory(), BoardKeys.make(), "b1", noon);
  book.note(flood, "painted");
  const [{ log, seq }] = book.batch();
  book.settle({ acknowledged: [], rejected: [{ log, seq, code: "unknown_alert" }] });
  assert.deepEqual(book.batch(), []);
});

test("the key that is kept is the key that was made", () => {
  const made = BoardKeys.make();
  assert.equal(BoardKeys.from(made.kept()).publicKey, made.publicKey);
  assert.equal(BoardKeys.from(null), null);
});

test("a token is bought once for all who ask, and again when it ends", async () => {
  let bought = 0;
  const clock = { mono: 0, monoMs: () => clock.mono };
  const http = { json: async (method, path) => {
    if (path.endsWith("challenge")) return { nonce: "n" };
    bought += 1;
    return { access_token: `t${bought}`, expires_in: 900 };
  } };
  const tokens = new TokenKeeper(http, BoardKeys.make(), "b1", clock);
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get()]), ["t1", "t1"]);
  clock.mono = 850000;
  assert.equal(await tokens.get(), "t2");
});

const answering = (status, body, headers = {}) => {
  globalThis.fetch = async () => new Response(body, { status, headers });
};

/** An answer without end that counts how much of it was read. */
const endless = (status = 200, headers = {}) => {
  const read = { bytes: 0, isCut: false };
  globalThis.fetch = async (path, { signal }) => {
    signal.addEventListener("abort", () => { read.isCut = true; });
    return new Response(new ReadableStream({
      pull: (stream) => {
        read.bytes += 65536;
        stream.enqueue(new Uint8Array(65536).fill(32));
      },
    }), { status, headers });
  };
  return read;
};
const isTooLarge = (error) => error instanceof RejectedError && error.code === "too_large";

test("the server's no has its code; its trouble is a reason to try again", async () => {
  const http = new Http("http://server");
  answering(401, '{"code": "board_revoked"}');
  await assert.rejects(http.json("GET", "/x"), (error) => error instanceof RejectedError && error.code === "board_revoked");
  answering(503, "");
  await assert.rejects(http.json("GET", "/x"), UnreachableError);
  answering(200, "<html>");
  await assert.rejects(http.json("GET", "/x"), UnreachableError);
  answering(200, "[]");
  await assert.rejects(http.json("GET", "/x"), UnreachableError);
  globalThis.fetch = async () => { throw new TypeError("network"); };
  await assert.rejects(http.json("GET", "/x"), UnreachableError);
});

test("an answer without end is cut at its limit, whatever was asked for", async () => {
  const http = new Http("http://server");
  const asks = [
    [ANSWER_LIMIT, () => http.json("GET", "/x")],
    [LIST_LIMIT, () => http.json("GET", "/x", { limit: LIST_LIMIT })],
    [SIZE_LIMITS.item, () => http.bytes("/items/x", SIZE_LIMITS.item)],
    [SIZE_LIMITS.manifest, () => http.bytes("/manifests/x", SIZE_LIMITS.manifest, true)],
  ];
  for (const [limit, ask] of asks) {
    const read = endless();
    await assert.rejects(ask(), isTooLarge);
    assert.ok(read.isCut);
    assert.ok(read.bytes <= limit + 3 * 65536);
  }
});

test("an answer that says it is too large is not read", async () => {
  const read = endless(200, { "Content-Length": String(ANSWER_LIMIT + 1) });
  await assert.rejects(new Http("http://server").json("GET", "/x"), isTooLarge);
  assert.ok(read.isCut);
  assert.ok(read.bytes <= 65536);
});

test("an answer of its limit to the byte is read, one more is not", async () => {
  const http = new Http("http://server");
  answering(200, new Uint8Array(SIZE_LIMITS.item));
  assert.equal((await http.bytes("/items/x", SIZE_LIMITS.item)).length, SIZE_LIMITS.item);
  answering(200, new Uint8Array(SIZE_LIMITS.item + 1));
  await assert.rejects(http.bytes("/items/x", SIZE_LIMITS.item), isTooLarge);
  answering(200, '{"now": "x"}'.padEnd(ANSWER_LIMIT));
  assert.deepEqual(await http.json("GET", "/x"), { now: "x" });
  answering(204, null);
  assert.deepEqual(await http.json("POST", "/x"), {});
});

test("a no without end is still a no", async () => {
  const http = new Http("http://server");
  endless(403);
  await assert.rejects(http.json("GET", "/x"), (error) => error instanceof RejectedError && error.status === 403);
  endless(502);
  await assert.rejects(http.json("GET", "/x"), UnreachableError);
});
