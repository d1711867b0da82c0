import assert from "node:assert/strict";
import { test } from "node:test";
import { checkApprovals, prepare } from "../../../player/page/trust/approvals.js";
import { toBase64, utf8 } from "../../../player/page/trust/bytes.js";
import { canCheck, pairOf } from "../../../player/page/trust/es256.js";
import { readOfficers } from "../../../player/page/trust/officers.js";
import { firstState } from "../../../player/page/state/board_state.js";
import { MOST_UNKNOWN, endedWith, stillEnded } from "../../../player/page/state/ended.js";
import { Refusals } from "../../../player/page/state/refusals.js";
import { Sync } from "../../../player/page/state/sync.js";
import { instantMs } from "../../../player/page/time/instant.js";
import { TrustedTime } from "../../../player/page/time/trusted_time.js";
import { codeOf, vectors } from "./vectors.mjs";

const approvals = vectors("approvals");
const officersOf = (one) => readOfficers({ officers: one.officers || approvals.officers });
const wireOf = (payload) => ({
  payload: toBase64(utf8(JSON.stringify(payload))), payloadType: "application/vnd.bangtin.identity+json",
  signatures: [{ keyid: "0".repeat(64), sig: "" }],
});
const asked = (one) => ({ right: one.right, path: one.path, atMs: instantMs(one.at), revoked: one.revoked });
const outcome = (one) => codeOf(() => checkApprovals(one.payload, officersOf(one), asked(one)));

approvals.cases.forEach((one) => {
  test(`approval: ${one.name} -> ${one.expect}`, async () => {
    await prepare(wireOf(one.payload), "identity", officersOf(one));
    assert.equal(outcome(one), one.expect);
  });
});

test("officers without the agreed form are refused", () => {
  approvals.malformed.forEach((officers) => assert.equal(codeOf(() => readOfficers({ officers })), "malformed"));
  assert.equal(readOfficers({}), null);
});

const [good] = approvals.cases;
const subtle = () => Object.getOwnPropertyDescriptor(globalThis, "crypto");

/** Have the page's browser answer otherwise for a while. */
async function withCrypto(value, work) {
  const kept = subtle();
  Object.defineProperty(globalThis, "crypto", { value, configurable: true, writable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, "crypto", kept);
  }
}

/** The same approval with a signature that was not asked about before. */
function fresh(number) {
  const [approval] = good.payload.approvals;
  const sig = toBase64(new Uint8Array([0x30, 6, 2, 1, 1, 2, 1, number]));
  return Object.assign({}, good, { payload: Object.assign({}, good.payload, { approvals: [Object.assign({}, approval, { sig })] }) });
}

test("a signature that was not asked about is neither good nor bad", async () => {
  assert.equal(outcome(fresh(1)), "approval_unchecked");
  await prepare(wireOf(fresh(1).payload), "identity", officersOf(good));
  assert.equal(outcome(fresh(1)), "approval_bad_signature");
});

test("a browser that does not answer keeps an alert back, not the page", async (context) => {
  const mute = { subtle: { importKey: () => new Promise(() => undefined) } };
  context.mock.timers.enable({ apis: ["setTimeout"] });
  await withCrypto(mute, async () => {
    const asking = prepare(wireOf(fresh(2).payload), "identity", officersOf(good));
    await Promise.resolve();
    context.mock.timers.tick(5000);
    await asking;
    assert.equal(outcome(fresh(2)), "approval_unchecked");
  });
});

test("over plain http the signature alone goes unchecked", async () => {
  await withCrypto({}, async () => {
    assert.equal(canCheck(), false);
    await prepare(wireOf(fresh(3).payload), "identity", officersOf(good));
    assert.equal(outcome(fresh(3)), "ok");
    const foreign = Object.assign({}, fresh(3), { path: ["elsewhere"] });
    assert.equal(outcome(foreign), "approval_foreign");
  });
});

test("a signature's two numbers are read from DER and from nothing looser", () => {
  const read = (...bytes) => pairOf(new Uint8Array(bytes));
  const pair = read(0x30, 6, 2, 1, 5, 2, 1, 7);
  assert.deepEqual([pair.length, pair[31], pair[63]], [64, 5, 7]);
  assert.equal(read(0x30, 7, 2, 2, 0, 0x80, 2, 1, 7)[31], 0x80);
  const loose = [
    [], [0x30], [0x30, 6, 2, 1, 5, 2, 1], [0x31, 6, 2, 1, 5, 2, 1, 7], [0x30, 5, 2, 1, 5, 2, 1, 7], [0x30, 6, 3, 1, 5, 2, 1, 7],
    [0x30, 6, 2, 1, 5, 3, 1, 7], [0x30, 7, 2, 2, 0, 5, 2, 1, 7], [0x30, 6, 2, 1, 0x85, 2, 1, 7], [0x30, 6, 2, 0, 2, 2, 1, 7],
    [0x30, 6, 2, 1, 0, 2, 1, 7], [0x30, 6, 2, 200, 5, 2, 1, 7], [0x30, 6, 2, 1, 5, 2, 1, 7, 0],
  ];
  loose.forEach((bytes) => assert.equal(read(...bytes), null));
});

const cancelled = (id, expires = 0) => ({ id, revision: 2, expires, isCancelled: true });

test("what was cancelled is remembered until it is long over, and nothing invented pushes it out", () => {
  let ended = endedWith({}, cancelled("real"), { expires: 1000 });
  assert.deepEqual(ended, { real: { revision: 2, expires: 1000 } });
  for (let n = 0; n < MOST_UNKNOWN + 5; n += 1) ended = endedWith(ended, cancelled(`x${n}`), null);
  assert.equal(Object.keys(ended).length, MOST_UNKNOWN);
  assert.ok(endedWith(ended, cancelled("late"), { expires: 5 }).late);
  assert.deepEqual(stillEnded({ real: { revision: 2, expires: 1000 } }, 1001 + 24 * 3600 * 1000), {});
});

const named = (name) => vectors("officers").cases.find((one) => one.name.indexOf(name) >= 0);

function aSync(one, parts) {
  const state = firstState(one.board, one.root, one.identity, instantMs(one.at), true);
  const clock = { monoMs: () => 0, wallMs: () => instantMs(one.at) };
  return new Sync(state, Object.assign({
    time: new TrustedTime(clock, null), clock, onState: () => undefined, onReceived: () => undefined, save: () => true,
  }, parts));
}

test("an alert waits until its approvals are checked; a refusal is told once", async () => {
  const one = named("nothing else");
  const told = [];
  const sync = aSync(one, { onRefused: (alert, code) => told.push(`${alert.id} ${code}`) });
  for (const step of one.steps) assert.equal(await sync.takeAlert(step.envelope), step.result === "ok");
  assert.deepEqual(told.slice(0, 3), ["flood unapproved", "flood approval_foreign", "flood approval_unknown"]);
  assert.deepEqual(Object.keys(sync.state.alerts), ["flood", "drill"]);
});

test("an identity that no officer approved is asked for once, and everything else goes on", async () => {
  const one = named("moved by officers alone");
  const [, head, identity] = one.steps;
  const calls = [];
  const answers = { "/api/v1/board/identity": identity.envelope, "/api/v1/board/alerts": { alerts: [one.steps[0].envelope] } };
  const sync = aSync(one, {
    onRefused: () => undefined,
    call: async (method, path) => {
      calls.push(path);
      return answers[path] || { roots: [] };
    },
  });
  await sync.takeHead(head.envelope);
  assert.ok(sync.refusals.isIdentityRefused(sync.state));
  assert.deepEqual(Object.keys(sync.state.alerts), ["flood"]);
  const before = calls.length;
  await sync.fetchWanted();
  assert.equal(calls.length, before);
});

test("another place begins anew with what was refused", () => {
  const one = named("moved by officers alone");
  const state = firstState(one.board, one.root, one.identity, instantMs(one.at), true);
  const refusals = new Refusals();
  const listing = Object.assign({}, state, { head: { identity: "x", alerts: [{ id: "a", revision: 1, digest: "d" }] } });
  assert.equal(refusals.note(listing, "d", "bad_signature"), false);
  assert.ok(refusals.note(listing, "d", "unapproved") && refusals.note(listing, "x", "identity_unapproved"));
  assert.deepEqual(refusals.leftOf(listing), { identity: null, alerts: [] });
  const moved = Object.assign({}, listing, { identity: Object.assign({}, state.identity, { digest: "y" }) });
  assert.deepEqual(refusals.leftOf(moved), { identity: "x", alerts: ["d"] });
});
