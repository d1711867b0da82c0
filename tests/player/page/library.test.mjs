import assert from "node:assert/strict";
import { test } from "node:test";
import { Http } from "../../../player/page/link/http.js";
import { Library } from "../../../player/page/state/library.js";
import { Sync } from "../../../player/page/state/sync.js";
import { firstState } from "../../../player/page/state/board_state.js";
import { SIZE_LIMITS } from "../../../player/page/trust/envelope.js";
import { instantMs } from "../../../player/page/time/instant.js";
import { vectors } from "./vectors.mjs";

test("a score larger than a score may be is dropped unread, and a new head is asked for", async () => {
  globalThis.fetch = async () => new Response("{}".padEnd(SIZE_LIMITS.manifest + 1));
  let library;
  await new Promise((resolve, reject) => {
    library = new Library(new Http("http://server"), {
      state: () => reject(new Error("parsed")), onChange: () => reject(new Error("taken")), onDoubt: reject, onGone: resolve,
    });
    library.want("a".repeat(64));
  });
  assert.equal(library.manifest, null);
});

test("a pushed head or alert larger than its kind may be changes nothing", async () => {
  const [one] = vectors("state").cases;
  const state = firstState(one.board, one.root, one.identity, instantMs(one.at));
  const taken = () => assert.fail("taken");
  const sync = new Sync(state, {
    call: taken, save: taken, onState: taken, onReceived: taken, clock: { monoMs: () => 0 },
    time: { now: () => ({ at: instantMs(one.at), trusted: true }) },
  });
  const large = (kind) => ({
    payload: "e30=", payloadType: `application/vnd.bangtin.${kind}+json`, signatures: [], more: "x".repeat(SIZE_LIMITS[kind]),
  });
  assert.equal(sync.takeAlert(large("alert")), false);
  await sync.takeHead(large("head"));
  assert.equal(sync.refused, 2);
  assert.equal(sync.state, state);
});
