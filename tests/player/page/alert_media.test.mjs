// The voices of alerts: fetched when the alert stands, verified, kept while it may be heard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RejectedError, UnreachableError } from "../../../player/page/link/http.js";
import { AlertMedia } from "../../../player/page/state/alert_media.js";
import { digest, utf8 } from "../../../player/page/trust/bytes.js";
import { settled } from "./fake_media.mjs";

const IDENTITY = { board: "b1", unit: "u", path: ["u"], groups: [], tags: [] };
const [VOICE, OTHER] = [utf8("voice"), utf8("another")];

function anAlert(voices, more = {}) {
  const media = Object.fromEntries(voices.map((bytes) => [digest(bytes), { bytes: bytes.length, type: "audio/mp4" }]));
  return {
    id: "flood", revision: 1, sequence: 1, isCancelled: false, isSilent: false, isTest: false, effective: 0, expires: 3600000,
    targets: { units: ["u"] }, info: voices.map((bytes) => ({ audio: digest(bytes) })), media, ...more,
  };
}

/** A server in memory, and a board that asks it. */
class Stand {
  constructor({ isComing = false } = {}) {
    Object.assign(this, { files: new Map(), asked: [], monoMs: 0, changes: 0, isPainted: true, isAway: false, limits: [] });
    [VOICE, OTHER].forEach((bytes) => this.files.set(digest(bytes), bytes));
    this.media = new AlertMedia(this, {
      clock: { monoMs: () => this.monoMs }, isPainted: () => this.isPainted, isComing: () => isComing,
      onChange: () => {
        this.changes += 1;
      },
    });
  }

  async bytes(path, limit) {
    this.asked.push(path.split("/").pop());
    this.limits.push(limit);
    if (this.isAway) throw new UnreachableError(path);
    if (!this.files.has(this.asked[this.asked.length - 1])) throw new RejectedError(404, "not_here");
    return this.files.get(this.asked[this.asked.length - 1]);
  }

  async after(ms, alerts, atMs = 1000) {
    for (let left = ms; left >= 0; left -= 200) {
      this.media.tick(alerts, IDENTITY, atMs);
      await settled();
      this.monoMs += 200;
    }
  }

  here(...voices) {
    return voices.map((bytes) => this.media.url(digest(bytes)) !== null);
  }
}

test("voices come in the order of languages, the newest alert's first, each by its own size", async () => {
  const [stand, newer] = [new Stand(), utf8("newest")];
  stand.files.set(digest(newer), newer);
  const alerts = [anAlert([VOICE, OTHER]), anAlert([newer], { id: "storm", sequence: 5 })];
  await stand.after(1000, alerts);
  assert.deepEqual(stand.asked, [newer, VOICE, OTHER].map(digest));
  assert.deepEqual(stand.limits, [newer, VOICE, OTHER].map((bytes) => bytes.length));
  assert.deepEqual([stand.here(VOICE, OTHER), stand.media.isDue], [[true, true], false]);
  assert.deepEqual(stand.media.paths.length, 3);
});

test("nothing is fetched while an alert that came is not painted, three seconds at most", async () => {
  const stand = new Stand();
  stand.isPainted = false;
  await stand.after(2600, [anAlert([VOICE])]);
  assert.deepEqual([stand.asked, stand.media.isDue], [[], false]);
  await stand.after(600, [anAlert([VOICE])]);
  assert.deepEqual(stand.here(VOICE), [true]);
  const early = new Stand();
  early.isPainted = false;
  await early.after(0, [anAlert([VOICE], { effective: 500000 })]);
  assert.deepEqual(early.here(VOICE), [true]);
});

test("a voice that is not what was signed is not used, a fault, and asked for ever more seldom", async () => {
  const stand = new Stand();
  stand.files.set(digest(VOICE), utf8("forge"));
  await stand.after(60000, [anAlert([VOICE, OTHER])]);
  assert.deepEqual([stand.here(VOICE, OTHER), stand.media.faults, stand.media.isDue], [[false, true], ["media_bad"], false]);
  assert.ok(stand.asked.length > 4 && stand.asked.length < 60, `${stand.asked.length}`);
  stand.files.set(digest(VOICE), VOICE);
  await stand.after(600000, [anAlert([VOICE, OTHER])]);
  assert.deepEqual([stand.here(VOICE), stand.media.faults], [[true], []]);
});

test("what the agent does not have yet is asked for again soon and no fault", async () => {
  const stand = new Stand({ isComing: true });
  stand.files.delete(digest(VOICE));
  await stand.after(30000, [anAlert([VOICE])]);
  assert.ok(stand.asked.length >= 10, `${stand.asked.length}`);
  assert.deepEqual(stand.media.faults, []);
  stand.files.set(digest(VOICE), VOICE);
  await stand.after(3000, [anAlert([VOICE])]);
  assert.deepEqual(stand.here(VOICE), [true]);
});

test("a server that is away is asked again and nothing else waits for it", async () => {
  const stand = new Stand();
  stand.isAway = true;
  await stand.after(400, [anAlert([VOICE])]);
  assert.deepEqual([stand.media.isDue, stand.media.faults], [false, []]);
  stand.isAway = false;
  await stand.after(12000, [anAlert([VOICE])]);
  assert.deepEqual(stand.here(VOICE), [true]);
});

test("a voice is let go when its alert is over, and kept with the next revision that names it", async () => {
  const stand = new Stand();
  await stand.after(400, [anAlert([VOICE])]);
  await stand.after(400, [anAlert([VOICE], { revision: 2 })]);
  assert.deepEqual([stand.asked.length, stand.changes], [1, 1]);
  await stand.after(0, [anAlert([VOICE], { revision: 3, isCancelled: true })]);
  assert.deepEqual([stand.here(VOICE), stand.changes, stand.media.paths], [[false], 2, []]);
});

test("only what may be heard on this board is fetched", async () => {
  const stand = new Stand();
  const none = [{ isSilent: true }, { isTest: true }, { expires: 1000 }, { targets: { units: ["else"] } }];
  await stand.after(4000, none.map((more, place) => anAlert([VOICE], { id: `a${place}`, ...more })));
  assert.deepEqual(stand.asked, []);
});
