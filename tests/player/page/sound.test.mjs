import assert from "node:assert/strict";
import { test } from "node:test";
import { gainAt, recordingOf } from "../../../player/page/sound/hearing.js";
import { Sound } from "../../../player/page/sound/sound.js";
import { instantMs } from "../../../player/page/time/instant.js";
import { Film, Media, settled } from "./fake_media.mjs";

const VOICE = { audio: { media: "voice" } };
const slotOf = (item, startsAt, revision = 1) => ({ item, revision, startsAt });

function aSound({ isAllowed = true } = {}) {
  const [node, touched] = [new Media(isAllowed), new EventTarget()];
  return { node, touched, sound: new Sound(node, touched) };
}

const wantedAt = (atS, key = "voice@0") => ({ key, url: `blob:${key}`, atS });

test("a recording is heard from its page on until another item comes", () => {
  const begun = recordingOf(null, slotOf("a", 1000), VOICE);
  assert.deepEqual(begun, { media: "voice", item: "a", revision: 1, from: 1000 });
  assert.equal(recordingOf(begun, slotOf("a", 9000), {}), begun);
  assert.equal(recordingOf(begun, slotOf("b", 9000), {}), null);
  assert.equal(recordingOf(begun, slotOf("a", 9000, 2), {}), null);
  assert.equal(recordingOf(begun, null, null), null);
  assert.equal(recordingOf(null, slotOf("a", 9000), {}), null);
});

test("a page with a recording of its own, or a film, ends the one before", () => {
  const begun = recordingOf(null, slotOf("a", 1000), VOICE);
  assert.equal(recordingOf(begun, slotOf("a", 9000), { audio: { media: "other" } }).media, "other");
  assert.equal(recordingOf(begun, slotOf("a", 9000), { film: { media: "film" } }), null);
});

test("the same page come round again is heard from its beginning", () => {
  const begun = recordingOf(null, slotOf("a", 1000), VOICE);
  assert.equal(recordingOf(begun, slotOf("a", 21000), VOICE).from, 21000);
});

test("the volume of the hours is the gain, and quiet hours are silent", () => {
  const manifest = { volume: [["2026-11-25T05:00:00Z", 40], ["2026-11-25T06:00:00Z", 0]] };
  const gains = ["04:59", "05:00", "06:00"].map((time) => gainAt(manifest, instantMs(`2026-11-25T${time}:00Z`)));
  assert.deepEqual(gains, [1, 0.4, 0]);
});

test("a recording plays once, at the volume, and not again when it has ended", async () => {
  const { node, sound } = aSound();
  sound.follow(wantedAt(0.2), null, 0.4);
  sound.follow(wantedAt(0.4), null, 0.5);
  assert.deepEqual([node.paused, node.plays, node.volume, node.currentTime], [false, 1, 0.5, 0]);
  node.end();
  sound.follow(wantedAt(9), null, 0.5);
  assert.equal(node.plays, 1);
  sound.follow(wantedAt(0, "voice@20000"), null, 0.5);
  assert.deepEqual([node.plays, node.loaded.length], [2, 2]);
});

test("what was covered goes on where it would be by now, unless it is over by then", () => {
  const { node, sound } = aSound();
  sound.follow(wantedAt(0), null, 1);
  node.duration = 30;
  sound.follow(null, null, 0);
  assert.equal(node.paused, true);
  sound.follow(wantedAt(12), null, 1);
  assert.deepEqual([node.paused, node.currentTime], [false, 12]);
  sound.follow(wantedAt(20), null, 0);
  assert.equal(node.paused, true);
  sound.follow(wantedAt(31), null, 1);
  assert.equal(node.paused, true);
});

test("a recording that cannot be played is tried once", async () => {
  const { node, sound } = aSound();
  sound.follow(wantedAt(0), null, 1);
  node.fail();
  sound.follow(wantedAt(1), null, 1);
  assert.equal(node.plays, 1);
});

test("locked sound is found out by trying, and a touch opens it", async () => {
  const { node, touched, sound } = aSound({ isAllowed: false });
  const told = [];
  sound.onLock((isLocked) => told.push(isLocked));
  sound.begin();
  await settled();
  sound.follow(wantedAt(0), null, 1);
  await settled();
  sound.follow(wantedAt(0.2), null, 1);
  assert.deepEqual([sound.isLocked, node.plays, told], [true, 2, [false, true]]);
  node.isAllowed = true;
  sound.follow(wantedAt(5), null, 1);
  touched.dispatchEvent(new Event("click"));
  await settled();
  assert.deepEqual([sound.isLocked, node.paused, node.currentTime, told], [false, false, 5, [false, true, false]]);
  const { plays } = node;
  touched.dispatchEvent(new Event("click"));
  assert.equal(node.plays, plays);
});

test("a touch while nothing is to be heard opens the sound without playing what is covered", async () => {
  const { node, touched, sound } = aSound({ isAllowed: false });
  sound.follow(wantedAt(0), null, 1);
  await settled();
  sound.follow(wantedAt(1), null, 0);
  node.isAllowed = true;
  touched.dispatchEvent(new Event("keydown"));
  await settled();
  assert.equal(sound.isLocked, false);
  assert.notEqual(node.loaded[node.loaded.length - 1], "blob:voice@0");
});

test("a touch that does not help leaves it locked", async () => {
  const { touched, sound } = aSound({ isAllowed: false });
  sound.begin();
  await settled();
  touched.dispatchEvent(new Event("click"));
  await settled();
  assert.equal(sound.isLocked, true);
});

test("a film is opened by the volume, muted in quiet hours, and when another follows it", () => {
  const { sound } = aSound();
  const film = Object.assign(new Film(true), { muted: true, paused: false });
  sound.follow(null, film, 0.3);
  assert.deepEqual([film.muted, film.volume], [false, 0.3]);
  sound.follow(null, film, 0);
  assert.equal(film.muted, true);
  sound.follow(null, film, 1);
  sound.follow(null, null, 1);
  assert.equal(film.muted, true);
});

test("a film that the browser stops for being unmuted goes on muted", async () => {
  const { sound } = aSound();
  const film = Object.assign(new Film(false), { muted: true, paused: false });
  sound.follow(null, film, 1);
  assert.deepEqual([film.muted, film.paused, sound.isLocked], [true, false, true]);
  sound.follow(null, film, 1);
  assert.equal(film.muted, true);
});

test("a call goes before the recording, which then is where it would be by now", async () => {
  const { node, sound } = aSound();
  sound.follow(wantedAt(0), null, 0.4);
  const call = { key: "call 1", url: "blob:tone", gain: 1 };
  sound.follow(wantedAt(2), null, 0.4, call);
  assert.deepEqual([node.loaded.slice(-1)[0], node.volume, node.currentTime], ["blob:tone", 1, 0]);
  assert.equal(sound.begun, null);
  await settled();
  assert.equal(sound.begun, "call 1");
  node.currentTime = 3;
  node.pause();
  sound.follow(null, null, 0, call);
  assert.deepEqual([node.paused, node.currentTime], [false, 3]);
  sound.follow(wantedAt(8), null, 0.4, null);
  assert.deepEqual([node.loaded.slice(-1)[0], node.volume, node.currentTime, node.paused], ["blob:voice@0", 0.4, 8, false]);
});

test("under a call a film is mute, and without one what was called is silent at once", () => {
  const { node, sound } = aSound();
  const film = Object.assign(new Film(true), { muted: true, paused: false });
  sound.follow(null, film, 1);
  sound.follow(null, film, 1, { key: "call 1", url: "blob:tone", gain: 0.3 });
  assert.deepEqual([film.muted, node.paused, node.volume], [true, false, 0.3]);
  sound.follow(null, film, 1);
  assert.deepEqual([film.muted, node.paused], [false, true]);
});

test("the end of what was loaded before is not that of what is loaded now", () => {
  const { node, sound } = aSound();
  sound.follow(wantedAt(0), null, 1);
  sound.follow(null, null, 1, { key: "call 1", url: "blob:tone", gain: 1 });
  node.dispatchEvent(new Event("ended"));
  assert.equal(sound.isOver, false);
  node.end();
  assert.equal(sound.isOver, true);
});
