import assert from "node:assert/strict";
import { test } from "node:test";
import { digest, fromBase64, textOf, utf8 } from "../../../player/page/trust/bytes.js";
import { isSigned, pae, readEnvelope, readRaw, verify } from "../../../player/page/trust/envelope.js";
import { jcs } from "../../../player/page/trust/jcs.js";
import { approvalChallenge, checkNumber, hexOf, playMessage, receiptMessage, tokenMessage } from "../../../player/page/trust/messages.js";
import { firstRoot, followRoots, nextRoot } from "../../../player/page/trust/root.js";
import { verifyAlert } from "../../../player/page/state/board_state.js";
import { codeOf, vectors } from "./vectors.mjs";

const trust = vectors("trust");

test("what is signed is the DSSE encoding", () => {
  trust.pae.forEach((one) => assert.equal(textOf(pae(one.type, utf8(one.payload))), one.expect));
});

test("a key is named by its digest", () => {
  trust.key_ids.forEach((one) => assert.equal(digest(fromBase64(one.public)), one.expect));
});

test("the check number is the one the server shows", () => {
  trust.check_numbers.forEach((one) => assert.equal(checkNumber(one.board_key_id, one.root_digest), one.expect));
});

test("a payload is written as RFC 8785 has it, and hashed without what the server gives", () => {
  trust.jcs.forEach((one) => assert.equal(jcs(JSON.parse(one.text)), one.expect));
  trust.approval_challenges.forEach((one) => assert.equal(hexOf(approvalChallenge(one.payload)), one.expect));
  ["[1e400]", '["\\ud800"]', '{"\\udc00": 1}'].forEach((text) => assert.equal(codeOf(() => jcs(JSON.parse(text))), "malformed"));
});

const MESSAGES = {
  token: ({ board, nonce }) => tokenMessage(board, nonce),
  receipt: (fields) => receiptMessage(fields.board, fields),
  play: playMessage,
};

trust.messages.forEach((one) => {
  test(`a ${one.kind} is signed over its agreed text`, () => {
    const message = MESSAGES[one.kind](one.fields);
    assert.equal(textOf(message), one.expect);
    assert.ok(isSigned(fromBase64(one.public), message, fromBase64(one.sig)));
  });
});

trust.envelopes.forEach((one) => {
  test(`envelope: ${one.name} -> ${one.expect}`, () => {
    const root = firstRoot(readEnvelope(trust.root, "root"));
    const open = () => (one.text === undefined
      ? readEnvelope(one.envelope, one.kind)
      : readRaw(utf8(one.pad_to ? one.text.padEnd(one.pad_to - utf8(one.text).length + one.text.length) : one.text), one.kind));
    assert.equal(codeOf(() => {
      const envelope = open();
      return one.kind === "alert" ? verifyAlert(envelope, root) : verify(envelope, root, one.role);
    }), one.expect);
  });
});

trust.chains.forEach((one) => {
  test(`chain of roots: ${one.name}`, () => {
    let held = null;
    const codes = [codeOf(() => {
      held = firstRoot(readEnvelope(one.first, "root"));
    })];
    one.next.forEach((wire) => codes.push(codeOf(() => {
      held = nextRoot(held, readEnvelope(wire, "root"));
    })));
    assert.deepEqual(codes, one.expect);
  });
});

test("following a chain passes over roots that are held already", () => {
  const chain = trust.chains.find((one) => one.name === "two rotations in order");
  const [first, ...next] = [chain.first, ...chain.next].map((wire) => readEnvelope(wire, "root"));
  const root = followRoots(firstRoot(first), [first, ...next]);
  assert.equal(root.digest, next[next.length - 1].digest);
});

test("a text field with a line feed is refused before it is signed", () => {
  assert.equal(codeOf(() => tokenMessage("b1", "a\nb")), "malformed");
});

const alertWire = trust.envelopes.find((one) => one.kind === "alert" && one.expect === "ok" && one.envelope).envelope;
const room = 65536 - JSON.stringify(Object.assign({ more: "" }, alertWire)).length;

test("a parsed envelope is as large as its JSON, whichever field makes it so", () => {
  const filled = (text) => Object.assign({ more: text }, alertWire);
  assert.equal(codeOf(() => readEnvelope(filled("x".repeat(room)), "alert")), "ok");
  assert.equal(codeOf(() => readEnvelope(filled("x".repeat(room + 1)), "alert")), "too_large");
  assert.equal(codeOf(() => readEnvelope(filled("ữ".repeat(room / 2)), "alert")), "too_large");
});

test("an envelope is refused by size before anything in it is read", () => {
  const large = "!".repeat(65537);
  const wires = [
    { payload: large, payloadType: "?", signatures: [] },
    { payload: "!", payloadType: "?", signatures: [{ keyid: "?", sig: large }] },
  ];
  ["head", "identity", "root", "alert"].forEach((kind) => wires.forEach((wire) => {
    assert.equal(codeOf(() => readEnvelope(wire, kind)), "too_large");
  }));
  assert.equal(codeOf(() => readRaw(new Uint8Array(4194305), "manifest")), "too_large");
});
