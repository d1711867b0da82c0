import assert from "node:assert/strict";
import { test } from "node:test";
import nacl from "tweetnacl";
import { Http, RejectedError, UnreachableError } from "../../../player/page/link/http.js";
import { Library } from "../../../player/page/state/library.js";
import { Sync } from "../../../player/page/state/sync.js";
import { firstState } from "../../../player/page/state/board_state.js";
import { digest, toBase64, utf8 } from "../../../player/page/trust/bytes.js";
import { SIZE_LIMITS, pae, payloadType } from "../../../player/page/trust/envelope.js";
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
  assert.equal(await sync.takeAlert(large("alert")), false);
  await sync.takeHead(large("head"));
  assert.equal(sync.refused, 2);
  assert.equal(sync.state, state);
});

/** A server in memory, what a library was told by it, and a clock that goes when it is let. */
class Stand {
  constructor(context) {
    this.context = context;
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const pair = nacl.sign.keyPair();
    this.sign = (message) => nacl.sign.detached(message, pair.secretKey);
    const root = { version: 1, signers: () => ({ keys: new Map([[KEY, pair.publicKey]]), threshold: 1 }) };
    Object.assign(this, { files: new Map(), asked: [], whole: [], isAway: () => false });
    this.library = new Library(this, {
      state: () => ({ root }), onChange: () => undefined, onDoubt: assert.fail, onGone: assert.fail,
      onWhole: (name) => this.whole.push(name),
    });
  }

  async bytes(path) {
    const name = path.split("/").pop();
    this.asked.push(name);
    if (this.isAway(name)) throw new UnreachableError(path);
    if (!this.files.has(name)) throw new RejectedError(404, "not_here");
    return this.files.get(name);
  }

  put(bytes) {
    const name = digest(bytes);
    this.files.set(name, bytes);
    return name;
  }

  item(title, picture = null) {
    return this.put(utf8(JSON.stringify({ title, pages: [{ picture }] })));
  }

  /** Publish a score of items, and of pictures or other files. @returns its name */
  publish(items, files = [], type = "image/png") {
    const listed = items.map((name, nth) => [`i${nth}`, { digest: name, from: "2026-01-01T00:00:00Z", until: "9999-12-31T23:59:59Z" }]);
    const payload = utf8(JSON.stringify({
      kind: "manifest", root: 1, items: Object.fromEntries(listed), zones: { main: { cycles: {}, timeline: [] } },
      media: Object.fromEntries(files.map((name) => [name, { type, bytes: 1 }])),
    }));
    const sig = toBase64(this.sign(pae(payloadType("manifest"), payload)));
    const envelope = { payload: toBase64(payload), payloadType: payloadType("manifest"), signatures: [{ keyid: KEY, sig }] };
    const name = digest(payload);
    this.files.set(name, utf8(JSON.stringify(envelope)));
    this.library.want(name);
    return name;
  }

  /** Let so many seconds go by. */
  async go(seconds) {
    for (let at = 0; at < seconds; at += 1) {
      await settled();
      this.context.mock.timers.tick(1000);
    }
    await settled();
  }

  triesOf(name) {
    return this.asked.filter((one) => one === name).length;
  }
}

const KEY = "c".repeat(64);
const settled = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

for (const [how, spoil] of Object.entries({
  "is not there": (stand, name) => stand.files.delete(name),
  "is another one": (stand, name) => stand.files.set(name, utf8("{}")),
})) {
  test(`a score with an item that ${how} goes on without it after three tries, and gets it when it comes right`, async (context) => {
    const stand = new Stand(context);
    const before = stand.publish([stand.item("before")]);
    await stand.go(1);
    const [good, late] = [stand.item("good"), stand.item("late")];
    const right = stand.files.get(late);
    spoil(stand, late);
    const name = stand.publish([good, late]);
    await settled();
    assert.equal(stand.library.digest, before);
    assert.deepEqual(stand.library.faults, ["media_bad"]);
    await stand.go(30);
    assert.equal(stand.library.digest, name);
    assert.deepEqual([stand.library.usable("i0", 0), stand.library.usable("i1", 0)], [true, false]);
    assert.deepEqual(stand.library.faults, ["media_bad"]);
    assert.equal(stand.whole.pop(), name);
    stand.files.set(late, right);
    await stand.go(700);
    assert.equal(stand.library.usable("i1", 0), true);
    assert.deepEqual(stand.library.faults, []);
  });
}

test("a file that never comes right is asked for ever more seldom", async (context) => {
  const stand = new Stand(context);
  context.mock.method(Math, "random", () => 1);
  const bad = stand.item("bad");
  stand.files.delete(bad);
  stand.publish([stand.item("good"), bad]);
  const tries = [];
  for (let minutes = 0; minutes < 40; minutes += 20) {
    const before = stand.triesOf(bad);
    await stand.go(1200);
    tries.push(stand.triesOf(bad) - before);
  }
  assert.ok(tries[0] >= 8 && tries[0] <= 12, String(tries));
  assert.ok(tries[1] >= 1 && tries[1] <= 3, String(tries));
});

test("tries in which something was only away do not count", async (context) => {
  const stand = new Stand(context);
  const before = stand.publish([stand.item("before")]);
  await stand.go(1);
  const [good, slow, bad] = [stand.item("good"), stand.item("slow"), stand.item("bad")];
  stand.files.delete(bad);
  stand.isAway = (name) => name === slow;
  const name = stand.publish([good, slow, bad]);
  await stand.go(300);
  assert.ok(stand.triesOf(bad) > 3);
  assert.equal(stand.library.digest, before);
  stand.isAway = () => false;
  await stand.go(120);
  assert.equal(stand.library.digest, name);
});

test("a score of which nothing can be shown never takes over, an empty one does", async (context) => {
  const stand = new Stand(context);
  const before = stand.publish([stand.item("before")]);
  await stand.go(1);
  const [lost, picture] = [stand.item("lost"), "d".repeat(64)];
  stand.files.delete(lost);
  stand.publish([lost, stand.item("pictured", { media: picture })], [picture]);
  await stand.go(300);
  assert.equal(stand.library.digest, before);
  assert.equal(stand.library.usable("i0", 0), true);
  const empty = stand.publish([]);
  await stand.go(1);
  assert.equal(stand.library.digest, empty);
  assert.deepEqual(stand.library.faults, []);
});

test("a picture that is missing is not waited for", async (context) => {
  const stand = new Stand(context);
  stand.publish([stand.item("before")]);
  await stand.go(1);
  const picture = "d".repeat(64);
  const name = stand.publish([stand.item("plain"), stand.item("pictured", { media: picture })], [picture]);
  await settled();
  assert.equal(stand.library.digest, name);
  assert.deepEqual([stand.library.usable("i0", 0), stand.library.usable("i1", 0)], [true, false]);
  assert.deepEqual(stand.library.faults, ["media_bad"]);
});

test("a recording that is missing makes no page unusable and keeps no score back", async (context) => {
  const stand = new Stand(context);
  stand.publish([stand.item("before")]);
  await stand.go(1);
  const recording = "d".repeat(64);
  const name = stand.publish([stand.item("spoken")], [recording], "audio/mp4");
  await settled();
  assert.equal(stand.library.digest, name);
  assert.equal(stand.library.usable("i0", 0), true);
  assert.equal(stand.library.mediaUrl(recording), null);
  assert.deepEqual(stand.library.faults, ["media_bad"]);
});

test("a picture that two scores ask for at once is held once", async (context) => {
  const stand = new Stand(context);
  const made = context.mock.method(URL, "createObjectURL");
  const picture = stand.put(utf8("picture"));
  const bytes = stand.bytes.bind(stand);
  stand.bytes = async (path) => {
    if (path.startsWith("/media/")) await new Promise((resolve) => setTimeout(resolve, 500));
    return bytes(path);
  };
  for (const title of ["first", "second"]) {
    stand.publish([stand.item(title, { media: picture })], [picture]);
    await settled();
  }
  await stand.go(2);
  assert.deepEqual([stand.triesOf(picture), stand.library.usable("i0", 0)], [2, true]);
  assert.equal(made.mock.callCount(), 1);
});
