import assert from "node:assert/strict";
import { test } from "node:test";
import { breakLines, parts } from "../../../player/page/alert/fit.js";
import { alertPages, boxesOf, pageSeconds, senderLines } from "../../../player/page/alert/pages.js";
import { colourLevel, hasLevel, isSafe, symbolOf } from "../../../player/page/alert/paint.js";
import { symbolName } from "../../../player/page/look/symbols.js";

// A plain font: every character is 0.55 em wide, bold ones 0.6.
const measure = (text, em, bold) => text.length * em * (bold ? 0.6 : 0.55);
const LANDSCAPE = { shape: "landscape", width: 192, height: 108, isDrill: false, hasLevel: true };
const PORTRAIT = { shape: "portrait", width: 108, height: 192, isDrill: false, hasLevel: true };
const info = (more) => ({ language: "vi", headline: "LŨ QUÉT", description: "Ven suối các xã Ba Tơ.", instruction: "Lên cao ngay\nKhông qua suối", ...more });

const heightOf = (page) => page.what.height + page.where.height + page.deeds.height;

[["landscape", LANDSCAPE], ["portrait", PORTRAIT], ["drill", { ...LANDSCAPE, isDrill: true }]].forEach(([name, shape]) => {
  test(`no page of a long alert is wider or higher than its boxes (${name})`, () => {
    const boxes = boxesOf(shape);
    const long = info({
      headline: "NƯỚC LŨ TRÊN SÔNG LIÊN LÊN RẤT NHANH",
      description: "Từ đêm nay nước lên rất nhanh ở ven suối, chân núi. ".repeat(6),
      instruction: "Lên chỗ cao ngay, bỏ lại đồ đạc và gia súc nặng nề\n".repeat(5),
    });
    const pages = alertPages({ info: [long] }, boxes, measure);
    assert.ok(pages.length > 1);
    pages.forEach((page) => {
      page.what.lines.forEach((line) => assert.ok(measure(line, page.what.em, true) <= boxes.say * 1.05));
      page.where.lines.forEach((line) => assert.ok(measure(line, page.where.em, false) <= boxes.say));
      assert.ok(heightOf(page) <= boxes.room + 0.1);
      assert.ok(page.deeds.rows.length <= 3);
    });
  });
});

test("all words of an alert stand on its pages, once a round", () => {
  const description = "Một hai ba bốn năm. Sáu bảy tám chín mười. ".repeat(9).trim();
  const pages = alertPages({ info: [info({ description })] }, boxesOf(LANDSCAPE), measure);
  const shown = pages.map((page) => page.where.lines.join(" ")).join(" ");
  assert.equal(shown, description);
});

test("deeds keep their numbers and lose the officer's own", () => {
  const [page] = alertPages({ info: [info({ instruction: "1. Lên cao\n2) Gọi 112" })] }, boxesOf(LANDSCAPE), measure);
  assert.deepEqual(page.deeds.rows.map((row) => [row.number, row.lines.join(" ")]), [[1, "Lên cao"], [2, "Gọi 112"]]);
});

test("four deeds are two and two, not three and a lone one", () => {
  const pages = alertPages({ info: [info({ instruction: "Một\nHai\nBa\nBốn" })] }, boxesOf(LANDSCAPE), measure);
  assert.deepEqual(pages.map((page) => page.deeds.rows.length), [2, 2]);
});

test("a language that is only spoken has a tab but no page", () => {
  const spoken = { language: "hre", headline: "", description: "", instruction: "", audio: "voice" };
  assert.equal(alertPages({ info: [info(), spoken] }, boxesOf(LANDSCAPE), measure).length, 1);
});

test("up to nine pages come round twice a minute, and none is gone before it is read", () => {
  for (let pages = 1; pages < 10; pages += 1) assert.ok(pages * pageSeconds(pages) <= 30);
  for (let pages = 1; pages < 200; pages += 1) assert.ok(pageSeconds(pages) >= 3);
});

test("lines are evenly long and none is lost", () => {
  const text = "Ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động";
  const lines = breakLines(text, 200, 8.8, false, measure);
  assert.equal(lines.join(" "), text);
  assert.ok(lines.every((line) => measure(line, 8.8, false) <= 200));
  assert.ok(Math.abs(lines[0].length - lines[1].length) < 12);
});

test("a text is parted at sentence ends when it has them", () => {
  assert.deepEqual(parts("Một hai ba. Bốn năm sáu.", 2), ["Một hai ba.", "Bốn năm sáu."]);
  assert.equal(parts("một hai ba bốn năm sáu", 2).join(" "), "một hai ba bốn năm sáu");
});

test("the place of the one who says so stands on a line of its own", () => {
  assert.deepEqual(senderLines("Ban Chỉ huy tỉnh Quảng Ngãi", 50, 4, measure), ["Ban Chỉ huy", "tỉnh Quảng Ngãi"]);
  assert.deepEqual(senderLines("UBND xã Ba Tơ", 92, 4, measure), ["UBND xã Ba Tơ"]);
});

test("the colour follows the risk level, else the severity, and only a level prints a level", () => {
  assert.equal(colourLevel({ riskLevel: 5, severity: "Minor", event: "Bão" }), 5);
  assert.deepEqual(["Extreme", "Severe", "Moderate"].map((severity) => colourLevel({ riskLevel: null, severity, event: "Bão" })), [4, 3, 2]);
  assert.ok(!hasLevel({ riskLevel: null }));
});

test("the symbol follows the event's words, marks and all", () => {
  const expected = {
    "Lũ quét": "flash-flood", "Bão": "storm", "Báo an toàn": "all-clear", "Xả lũ hồ chứa": "dam-release",
    "Sạt lở đất": "landslide", "Cháy": "fire", "Dịch bệnh": "epidemic", "Tìm người mất tích": "missing-person", "Sóng thần": "warning",
  };
  Object.keys(expected).forEach((event) => assert.equal(symbolName(event, "Other"), expected[event], event));
  assert.equal(symbolName("Thảm họa", "Health"), "epidemic");
});

test("what is over looks calm and bears the tick; what is grave never does, whatever it is called", () => {
  const over = { riskLevel: null, severity: "Minor", urgency: "Past", event: "Báo an toàn", category: "Safety" };
  assert.ok(isSafe(over));
  assert.equal(colourLevel(over), 0);
  assert.equal(symbolOf(over), "all-clear");
  assert.equal(symbolOf(Object.assign({}, over, { event: "Bão đã tan" })), "all-clear");
  const grave = Object.assign({}, over, { severity: "Extreme", event: "Mất an toàn hồ chứa" });
  assert.ok(!isSafe(grave));
  assert.equal(colourLevel(grave), 4);
  assert.equal(symbolOf(grave), "warning");
});
