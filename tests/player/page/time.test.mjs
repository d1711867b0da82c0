import assert from "node:assert/strict";
import { test } from "node:test";
import { instantMs, instantText } from "../../../player/page/time/instant.js";
import { clockText, dayText, longDayText, untilText } from "../../../player/page/time/local.js";
import { lunarDate, lunarLong, lunarShort } from "../../../player/page/time/lunar.js";
import { TrustedTime } from "../../../player/page/time/trusted_time.js";
import { vectors } from "./vectors.mjs";

vectors("instant").cases.forEach((one) => {
  test(`instant ${one.text}`, () => {
    if (one.expect === null) assert.throws(() => instantMs(one.text));
    else assert.equal(instantText(instantMs(one.text)), one.expect);
  });
});

test("lunar dates are those of the almanac", () => {
  vectors("lunar").cases.forEach((one) => {
    const [year, month, day] = one.day.split("-").map(Number);
    const date = lunarDate(year, month, day);
    assert.equal(lunarShort(date), one.text, one.day);
    assert.deepEqual([date.day, date.month, date.leap], one.lunar.slice(0, 3), one.day);
  });
});

test("a lunar date in words", () => {
  assert.equal(lunarLong(lunarDate(2025, 10, 14)), "23 tháng Tám, năm Ất Tỵ");
  assert.equal(lunarLong(lunarDate(2025, 7, 25)), "mùng 1 tháng Sáu nhuận, năm Ất Tỵ");
});

test("days and hours are those of Việt Nam", () => {
  const at = instantMs("2025-10-13T17:05:00Z");
  assert.equal(clockText(at), "00:05");
  assert.equal(dayText(at), "Thứ Ba, 14/10/2025");
  assert.equal(longDayText(at), "Thứ Ba, ngày 14 tháng 10 năm 2025");
});

test("until when, as people say it", () => {
  const now = instantMs("2025-10-14T00:00:00Z");
  assert.equal(untilText(instantMs("2025-10-14T11:00:00Z"), now, "vi"), "18h00 hôm nay, 14/10");
  assert.equal(untilText(instantMs("2025-10-15T02:30:00Z"), now, "vi"), "9h30 ngày mai, 15/10");
  assert.equal(untilText(instantMs("2025-10-14T11:00:00Z"), now, "en"), "18:00 today, 14 October");
});

// A browser's clock is never known to be synchronised: cases that begin with one that is are not ours.
vectors("time").cases.filter((one) => !one.steps.some((step) => step.read.synchronised)).forEach((one) => {
  test(`trusted clock: ${one.name}`, () => {
    const clock = { wall: 0, mono: 0, wallMs: () => clock.wall, monoMs: () => clock.mono };
    let time = new TrustedTime(clock, null);
    one.steps.forEach((step) => {
      const kept = step.power_on ? time.kept() : null;
      clock.wall = instantMs(step.read.wall);
      clock.mono = step.read.mono_s * 1000;
      if (kept) time = new TrustedTime(clock, kept);
      if (step.head) time.afterHead(instantMs(step.head.issued_at), step.head.epoch, step.head.now ? instantMs(step.head.now) : null);
      if (step.statement) time.afterStatement(instantMs(step.statement));
      const { at, trusted } = time.now();
      assert.deepEqual({ at: instantText(at), trusted }, { at: step.at, trusted: step.trusted });
    });
  });
});
