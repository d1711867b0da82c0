import assert from "node:assert/strict";
import { test } from "node:test";
import { BoardKeys } from "../../../player/page/link/keys.js";
import { PlayBook, playPost } from "../../../player/page/link/plays.js";
import { isSigned } from "../../../player/page/trust/envelope.js";
import { fromBase64 } from "../../../player/page/trust/bytes.js";
import { playMessage } from "../../../player/page/trust/messages.js";
import { slotAt } from "../../../player/page/state/score.js";

const NOON = Date.UTC(2026, 10, 25, 5);
const HOUR = 3600000;
const slot = (item, at = 0, more = {}) => Object.assign({ manifest: "m1", item, revision: 1, instead: null, page: 0, startsAt: at }, more);
const facts = (record) => [record.item, record.from, record.to, record.seconds, record.count];

/** A board's book and what its clock says. */
class Desk {
  constructor(keys = BoardKeys.make(), kept = {}) {
    this.store = { kept, writes: 0, read: (name) => kept[name] || null, write: (name, value) => {
      kept[name] = JSON.parse(JSON.stringify(value));
      this.store.writes += 1;
    } };
    Object.assign(this, { keys, book: new PlayBook(this.store, keys, "b1"), at: NOON, mono: 5000, trusted: true, news: 0 });
  }

  /** Show something for so many seconds, by ticks of 200 ms. */
  show(shown, seconds, jumpMs = 0) {
    this.at += jumpMs;
    for (let ms = 0; ms <= seconds * 1000; ms += 200) {
      this.news += this.book.tick(shown, { at: this.at, trusted: this.trusted }, this.mono) ? 1 : 0;
      if (ms < seconds * 1000) {
        this.at += 200;
        this.mono += 200;
      }
    }
  }

  /** Let the hour end with nothing on the glass. @returns what waits */
  end() {
    this.show(null, 2, HOUR - ((this.at - NOON) % HOUR));
    return this.book.waiting;
  }
}

test("the hour's seconds and showings of each item are signed once it is over", () => {
  const desk = new Desk();
  [0, 10, 20, 30].forEach((at) => desk.show(slot(at % 20 ? "b" : "a", at), 10));
  assert.deepEqual(desk.book.batch(), []);
  const [a, b] = desk.end();
  assert.deepEqual(facts(a), ["a", "2026-11-25T05:00:00Z", "2026-11-25T05:00:30Z", 20, 2]);
  assert.deepEqual(facts(b), ["b", "2026-11-25T05:00:10Z", "2026-11-25T05:00:40Z", 20, 2]);
  assert.equal(desk.news, 1);
  [a, b].forEach((one) => assert.ok(isSigned(fromBase64(desk.keys.publicKey), playMessage(one), fromBase64(one.sig))));
});

test("pages of one notice are one showing, its first page again is the next", () => {
  const desk = new Desk();
  desk.show(slot("a", 0, { page: 0 }), 5);
  desk.show(slot("a", 5, { page: 1 }), 5);
  desk.show(slot("a", 10, { page: 0 }), 5);
  desk.show(slot("a", 15, { page: 1 }), 5);
  assert.deepEqual(desk.end().map(({ seconds, count }) => [seconds, count]), [[20, 2]]);
});

test("what is covered or hidden does not count, nor makes a showing two", () => {
  const desk = new Desk();
  const shown = slot("a");
  desk.show(shown, 10);
  desk.show(null, 300);
  desk.show(shown, 10);
  const [record] = desk.end();
  assert.deepEqual([record.seconds, record.count], [20, 1]);
});

test("nothing is said of a time that is a guess", () => {
  const desk = new Desk();
  desk.trusted = false;
  desk.show(slot("a"), 30);
  desk.trusted = true;
  desk.show(slot("a", 30), 10);
  const [record] = desk.end();
  assert.deepEqual([record.from, record.seconds], ["2026-11-25T05:00:30Z", 10]);
});

test("a computer that slept counts a second at most", () => {
  const desk = new Desk();
  const shown = slot("a");
  desk.show(shown, 10);
  desk.at += 600000;
  desk.mono += 600000;
  desk.show(shown, 10);
  assert.equal(desk.end()[0].seconds, 21);
});

test("a showing that goes on over the hour has a record in each", () => {
  const desk = new Desk();
  desk.at = NOON + HOUR - 10000;
  desk.show(slot("a"), 20);
  const waiting = desk.end();
  assert.deepEqual(waiting.map(({ seconds, count }) => [seconds, count]), [[10, 1], [10, 0]]);
  assert.ok(waiting[1].from >= "2026-11-25T06:00:00Z");
});

test("a clock put back never gives more seconds than the record spans", () => {
  const desk = new Desk();
  desk.show(slot("a"), 60);
  desk.show(slot("a", 60), 60, -60000);
  const [record] = desk.end();
  assert.deepEqual([record.seconds, record.to], [60, "2026-11-25T05:01:00Z"]);
});

test("what stood in for an item that could not be shown has a record of its own", () => {
  const desk = new Desk();
  desk.show(slot("b"), 10);
  desk.show(slot("b", 10, { instead: "a" }), 10);
  desk.show(slot("b", 20), 10);
  desk.show(slot("b", 30, { instead: "a" }), 10);
  assert.deepEqual(desk.end().map(({ item, seconds }) => [item, seconds]), [["b", 20], ["b", 20]]);
});

test("manifests and revisions are told apart", () => {
  const desk = new Desk();
  [{}, { manifest: "m2" }, { revision: 2 }].forEach((more, index) => desk.show(slot("a", index, more), 10));
  assert.deepEqual(desk.end().map(({ manifest, revision }) => [manifest, revision]), [["m1", 1], ["m2", 1], ["m1", 2]]);
});

test("what is being counted survives a reload, within the hour and beyond", () => {
  const desk = new Desk();
  desk.show(slot("a"), 10);
  desk.book.keepIfNew();
  const within = new Desk(desk.keys, desk.store.kept);
  within.at = NOON + 60000;
  within.show(slot("a", 60), 10);
  within.book.keepIfNew();
  const beyond = new Desk(desk.keys, desk.store.kept);
  beyond.at = NOON + 5 * HOUR;
  beyond.show(null, 2);
  assert.deepEqual(beyond.book.waiting.map(facts), [["a", "2026-11-25T05:00:00Z", "2026-11-25T05:01:10Z", 20, 2]]);
});

test("it is written only when there is something new", () => {
  const desk = new Desk();
  desk.show(slot("a"), 10);
  desk.book.keepIfNew();
  desk.show(null, 10);
  desk.book.keepIfNew();
  assert.equal(desk.store.writes, 1);
});

test("a tick signs one record at most, and nothing goes out before all are kept", () => {
  const desk = new Desk();
  ["a", "b", "c"].forEach((item, index) => desk.show(slot(item, index), 1));
  const tick = () => desk.book.tick(null, { at: NOON + HOUR, trusted: true }, desk.mono);
  assert.deepEqual([tick(), desk.book.batch().length], [false, 0]);
  assert.deepEqual([tick(), desk.book.batch().length], [false, 0]);
  assert.deepEqual([tick(), desk.book.batch().length], [true, 3]);
  assert.equal(desk.store.kept.plays.waiting.length, 3);
});

test("of too many the oldest are dropped, and counted", () => {
  const desk = new Desk();
  const record = { manifest: "m", item: "a", revision: 1, from: "x", to: "y", seconds: 1, count: 1, sig: "s" };
  desk.book.waiting = Array.from({ length: 3000 }, (_, seq) => Object.assign({ log: "old", seq }, record));
  desk.show(slot("a"), 10);
  const waiting = desk.end();
  assert.deepEqual([waiting.length, waiting[0].seq, desk.book.dropped], [3000, 1, 1]);
  assert.equal(new Desk(desk.keys, desk.store.kept).book.dropped, 1);
});

test("records go out a hundred at a time and again until each is settled", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const desk = new Desk();
  Array.from({ length: 120 }, (_, index) => index).forEach((index) => desk.show(slot(`n${index}`, index), 1));
  desk.show(null, 40, HOUR);
  const asked = [];
  let isAway = true;
  const link = { refused: () => undefined, call: async (method, path, { plays }) => {
    asked.push([method, path, plays.length]);
    if (isAway) throw new Error("away");
    return { acknowledged: plays.slice(1).map(({ log, seq }) => [log, seq]), rejected: [{ log: plays[0].log, seq: plays[0].seq, code: "too_old" }] };
  } };
  const later = async (ms) => {
    context.mock.timers.tick(ms);
    for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
  };
  playPost(desk.book, link).soon();
  await later(300000);
  isAway = false;
  await later(120000);
  await later(0);
  assert.deepEqual(asked, [100, 100, 20].map((size) => ["POST", "/api/v1/board/plays", size]));
  assert.deepEqual(desk.store.kept.plays.waiting, []);
});

const LONG = { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" };
const OVER = { from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" };
const score = (items) => ({ items, zones: { main: { cycles: { c: [["a", 0, 10], ["b", 0, 10]] }, timeline: [["2026-11-25T05:00:00Z", "c"]] } } });

test("a slot says for which item another stands in, but not for one that is over", () => {
  const instead = (items, usable) => slotAt(score(items), "main", NOON, usable).instead;
  assert.equal(instead({ a: LONG, b: LONG }, () => true), null);
  assert.equal(instead({ a: LONG, b: LONG }, (item) => item === "b"), "a");
  assert.equal(instead({ a: OVER, b: LONG }, (item) => item === "b"), null);
});

test("on an agent's page each minute is told by itself, and what stood in for what", () => {
  const desk = new Desk();
  desk.book.periodMs = 60000;
  desk.show(slot("a"), 90);
  desk.show(slot("b", 90, { instead: "c" }), 40);
  const told = desk.end();
  assert.deepEqual(told.map((record) => [record.item, record.seconds, record.count, record.instead]), [
    ["a", 60, 1, undefined], ["a", 30, 0, undefined], ["b", 30, 1, "c"], ["b", 10, 0, "c"],
  ]);
});
