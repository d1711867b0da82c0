import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alertsNow, applyAlert, applyHead, applyIdentity, applyRoot, checkManifest, firstState, wanted,
} from "../../../player/page/state/board_state.js";
import { readAlert, turns } from "../../../player/page/state/alert.js";
import { keepState, readState } from "../../../player/page/state/keeper.js";
import { slotAt } from "../../../player/page/state/score.js";
import { Store, slotFrom } from "../../../player/page/state/store.js";
import { instantMs, instantText } from "../../../player/page/time/instant.js";
import { prepare } from "../../../player/page/trust/approvals.js";
import { utf8 } from "../../../player/page/trust/bytes.js";
import { readEnvelope } from "../../../player/page/trust/envelope.js";
import { firstRoot } from "../../../player/page/trust/root.js";
import { codeOf, vectors } from "./vectors.mjs";

const APPLY = {
  head: (state, step) => applyHead(state, step.envelope, instantMs(step.at)),
  alert: (state, step) => applyAlert(state, step.envelope),
  identity: (state, step) => applyIdentity(state, step.envelope),
  root: (state, step) => applyRoot(state, step.envelope, (step.with || {}).identity, (step.with || {}).alerts),
  now: (state) => state,
};

class MemoryStorage {
  constructor() {
    this.kept = new Map();
  }

  getItem(name) {
    return this.kept.has(name) ? this.kept.get(name) : null;
  }

  setItem(name, value) {
    this.kept.set(name, value);
  }

  removeItem(name) {
    this.kept.delete(name);
  }
}

const view = (state, at) => ({
  in_force: alertsNow(state, at).map((alert) => `${alert.id}/${alert.revision}`),
  slate: state.head && state.head.slate ? state.head.slate.text : null,
  wants_identity: wanted(state).identity !== null,
  wants_alerts: wanted(state).alerts.length,
});

const viewExpected = (step) => ({
  in_force: step.in_force, slate: step.slate, wants_identity: Boolean(step.wants_identity),
  wants_alerts: Array.isArray(step.wants_alerts) ? step.wants_alerts.length : step.wants_alerts,
});

const KINDS = ["alert", "identity"];
const officersOf = (wire) => firstRoot(readEnvelope(wire, "root")).officers;

/** What a page does before it takes a step: the browser is asked about signatures it alone can check. */
async function preparedFor(one) {
  const officers = officersOf(one.root);
  await prepare(one.identity, "identity", officers);
  const steps = one.steps.filter((step) => KINDS.indexOf(step.do) >= 0);
  const anew = [].concat(...one.steps.map((step) => (step.with || { alerts: [] }).alerts));
  await Promise.all(steps.map((step) => prepare(step.envelope, step.do, officers)));
  await Promise.all(anew.map((wire) => prepare(wire, "alert", officers)));
}

vectors("state").cases.concat(vectors("officers").cases).forEach((one) => {
  test(`board state: ${one.name}`, async () => {
    await preparedFor(one);
    let state = firstState(one.board, one.root, one.identity, instantMs(one.at));
    one.steps.forEach((step) => {
      assert.equal(codeOf(() => {
        state = APPLY[step.do](state, step);
      }), step.result);
      assert.deepEqual(view(state, instantMs(step.at)), viewExpected(step));
    });
  });

  if (one.steps.some((step) => step.do === "root")) return;
  test(`a reload loses nothing: ${one.name}`, async () => {
    await preparedFor(one);
    let state = firstState(one.board, one.root, one.identity, instantMs(one.at));
    for (const step of one.steps.filter(({ result }) => result === "ok")) {
      state = APPLY[step.do](state, step);
      const store = new Store("0", new MemoryStorage());
      keepState(store, state);
      const read = await readState(store);
      assert.deepEqual(view(read, instantMs(step.at)), view(state, instantMs(step.at)));
      assert.deepEqual([read.ended, read.revoked], [state.ended, state.revoked]);
    }
  });
});

const offered = vectors("manifest");
const paired = firstState(offered.board, offered.root, offered.identity, instantMs(offered.at));
offered.cases.forEach((one) => {
  test(`manifest: ${one.name}`, () => {
    const state = one.head ? applyHead(paired, one.head, instantMs(offered.at)) : paired;
    assert.equal(codeOf(() => checkManifest(state, utf8(JSON.stringify(one.manifest)), one.digest)), one.expect);
  });
});

vectors("score").cases.forEach((one) => {
  test(`score: ${one.name}`, () => {
    const manifest = vectors("score").manifests[one.manifest];
    const slot = slotAt(manifest, one.zone, instantMs(one.at), (item) => one.unusable.indexOf(item) < 0);
    const shown = slot && { item: slot.item, page: slot.page, starts_at: instantText(slot.startsAt), seconds: slot.seconds };
    assert.deepEqual(shown, one.expect);
  });
});

vectors("glass").cases.forEach((one, index) => {
  test(`whose turn it is: case ${index}`, () => {
    const ordered = turns(one.alerts.map((alert) => readAlert(alert, "")));
    const at = instantMs(one.at);
    const begins = ordered.length ? Math.max(ordered[0].issuedAt, ordered[0].effective) : 0;
    const turn = Math.floor(Math.max(0, at - begins) / (one.turn_s * 1000)) % (ordered.length || 1);
    assert.equal(ordered.length ? ordered[turn].id : null, one.expect);
  });
});

test("a test takes no turn, and a real alert does not pass for one", () => {
  const [first] = vectors("glass").cases.find((one) => one.alerts.length).alerts;
  const named = (id, status) => readAlert(Object.assign({}, first, { id, status, unseen: true }), "");
  assert.deepEqual(turns([named("weekly", "Exercise"), named("real", "Actual")]).map((alert) => alert.id), ["real"]);
  assert.deepEqual(turns([named("weekly", "Exercise")]), []);
});

test("each one-time link has a slot of its own, and the first one made is the default", () => {
  const storage = new MemoryStorage();
  const first = slotFrom({ search: "", hash: "#pair=one" }, storage);
  const second = slotFrom({ search: "?link=two", hash: "" }, storage);
  assert.equal(first.link, "one");
  assert.equal(second.link, "two");
  assert.notEqual(first.slot, second.slot);
  assert.equal(slotFrom({ search: "", hash: "" }, storage).slot, first.slot);
  assert.equal(slotFrom({ search: "", hash: `#board=${second.slot}` }, storage).slot, second.slot);
});

test("a store that is full says so and does not throw", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("quota"); } };
  const store = new Store("0", full);
  assert.equal(store.write("state", {}), false);
  assert.ok(store.isFull);
});
