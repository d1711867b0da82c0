// What a page believes of the agent that serves it on loopback, and of nobody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyToCheck, ownAgentsWord } from "../../../player/page/state/own_agent.js";
import { UnreachableError } from "../../../player/page/link/http.js";
import { Sync } from "../../../player/page/state/sync.js";
import { TrustedTime } from "../../../player/page/time/trusted_time.js";

const ANSWER = { now: "2026-11-26T03:00:00Z", clock_trusted: true, head_at: "2026-11-20T03:00:00Z", manifest: "a".repeat(64) };
const DAY_MS = 86400000;

test("an agent on loopback tells the time, the last contact and the whole score", () => {
  const word = ownAgentsWord(ANSWER, "127.0.0.1");
  assert.equal(word.nowMs - word.headAtMs, 6 * DAY_MS);
  assert.deepEqual([word.isTrusted, word.manifest], [true, ANSWER.manifest]);
  assert.deepEqual([true, false, null, undefined, 1].map((power) => ownAgentsWord({ ...ANSWER, power }, "127.0.0.1").isPowered), [true, false, null, null, null]);
  assert.equal(ownAgentsWord({ ...ANSWER, manifest: null }, "localhost").manifest, null);
});

test("an alert that the agent holds and the page does not is asked for, whatever the head says", async () => {
  globalThis.location = { hostname: "127.0.0.1" };
  const clock = { wallMs: () => 0, monoMs: () => 5000 };
  const asked = [];
  const state = { head: null, headAt: 0, alerts: { flood: { alert: { digest: "d".repeat(64) } } } };
  const call = async (method, path) => {
    asked.push(path);
    if (asked.length === 2) throw new UnreachableError("away");
    return { alerts: [] };
  };
  const sync = new Sync(state, { call, clock, time: new TrustedTime(clock, null), onState: () => undefined, save: () => true });
  await sync.takeAnswer({ ...ANSWER, head: null, alerts: ["d".repeat(64)] });
  assert.deepEqual(asked, []);
  for (const alerts of [["e".repeat(64)], ["d".repeat(64), "e".repeat(64)]]) await sync.takeAnswer({ ...ANSWER, head: null, alerts });
  assert.deepEqual(asked, ["/api/v1/board/alerts", "/api/v1/board/alerts"]);
  for (const alerts of [undefined, null, "junk"]) assert.deepEqual(ownAgentsWord({ ...ANSWER, alerts }, "localhost").alerts, []);
});

test("an agent tells which alerts were painted and called out before, as pairs", () => {
  const word = ownAgentsWord({ ...ANSWER, painted: [["flood", 2]], heard: [["flood", 2], ["storm", 1], "junk"] }, "localhost");
  assert.deepEqual([word.painted, word.heard], [["flood/2"], ["flood/2", "storm/1"]]);
  const bare = ownAgentsWord({ ...ANSWER, painted: "junk" }, "localhost");
  assert.deepEqual([bare.painted, bare.heard], [[], []]);
});

test("a server elsewhere, and one that says nothing of its clock, is not believed", () => {
  assert.equal(ownAgentsWord(ANSWER, "bangtin.example"), null);
  assert.equal(ownAgentsWord({ ...ANSWER, clock_trusted: undefined }, "127.0.0.1"), null);
  assert.equal(ownAgentsWord(undefined, "127.0.0.1"), null);
});

test("the check number is the agent's only on loopback", () => {
  assert.equal(keyToCheck({ board_key_id: "agent" }, "page", "127.0.0.1"), "agent");
  assert.equal(keyToCheck({ board_key_id: "agent" }, "page", "bangtin.example"), "page");
  assert.equal(keyToCheck({}, "page", "127.0.0.1"), "page");
});

test("the agent's time counts beside a head of six days ago, and its score before the head's", async () => {
  globalThis.location = { hostname: "127.0.0.1" };
  const clock = { wallMs: () => 0, monoMs: () => 5000 };
  const time = new TrustedTime(clock, null);
  const state = { head: { manifest: "b".repeat(64), issuedAt: 0, epoch: 1 }, headAt: 0, alerts: {} };
  const seen = [];
  const sync = new Sync(state, { time, clock, onState: (now) => seen.push(now.headAt), save: () => true });
  assert.equal(sync.score, "b".repeat(64));
  await sync.takeAnswer({ ...ANSWER, head: null });
  assert.deepEqual(time.now(), { at: Date.parse(ANSWER.now), trusted: true });
  assert.deepEqual([sync.score, seen], [ANSWER.manifest, [Date.parse(ANSWER.head_at)]]);
});
