import assert from "node:assert/strict";
import { test } from "node:test";
import { ledAlertPages, ledSeconds } from "../../../player/page/alert/led.js";
import { chunked } from "../../../player/page/alert/fit.js";
import { LED_PITCH, canvasOf, isBare, isLed, shapeOf } from "../../../player/page/look/shapes.js";

const measure = (text, em) => text.length * em * 0.58;
const SMALL = { shape: "small", em: 27, width: 216, height: 108 };
const PANEL = { shape: "panel", em: 13.5, width: 216, height: 108 };
const alert = (more) => ({
  event: "Lũ quét", category: "Geo", severity: "Extreme", riskLevel: 4, isDrill: false, expires: 0, sender: "Ban Chỉ huy tỉnh Quảng Ngãi",
  info: [{ language: "vi", headline: "LŨ QUÉT", description: "Ven suối, chân núi các xã Ba Tơ, Ba Vinh.", instruction: "Lên chỗ cao ngay\nKhông qua suối" }], ...more,
});

[SMALL, PANEL].forEach((stage) => test(`every page of an alert fits (${stage.shape})`, () => {
  ledAlertPages(alert(), stage, 0, 1, measure).forEach((page) => {
    const top = page.top ? stage.em * (isBare(stage.shape) ? LED_PITCH : 1.4) : 0;
    assert.ok(top + page.lines.length * stage.em * LED_PITCH <= stage.height + 0.01);
    page.lines.forEach((line) => assert.ok(measure(line, stage.em) <= stage.width));
  });
}));

test("event, place, deeds and who says so are all there, in this order", () => {
  const pages = ledAlertPages(alert(), SMALL, 0, 1, measure);
  const kinds = pages.map((page) => page.kind).filter((kind, place, all) => kind !== all[place - 1]);
  assert.deepEqual(kinds, ["what", "where", "deed", "end"]);
  const words = pages.map((page) => page.lines.join(" ")).join(" ");
  ["LŨ QUÉT", "CẤP 4", "Ba Vinh.", "1. Lên", "2. Không", "Quảng Ngãi"].forEach((part) => assert.ok(words.includes(part), part));
});

test("the event stays above what to do", () => {
  const deeds = ledAlertPages(alert(), SMALL, 0, 1, measure).filter((page) => page.kind === "deed");
  assert.ok(deeds.length && deeds.every((page) => page.top.text === "LŨ QUÉT"));
});

test("an event too long for the top gives way to a word that warns", () => {
  const info = [{ ...alert().info[0], headline: "NƯỚC LŨ TRÊN SÔNG LIÊN LÊN RẤT NHANH" }];
  const pages = ledAlertPages(alert({ info, event: "Nước lũ lên rất nhanh" }), SMALL, 0, 1, measure);
  assert.equal(pages.find((page) => page.kind === "deed").top.text, "CẢNH BÁO");
  assert.ok(pages.filter((page) => page.kind === "what").map((page) => page.lines.join(" ")).join(" ").startsWith("NƯỚC LŨ TRÊN"));
});

test("a drill says so on every page", () => {
  const pages = ledAlertPages(alert({ isDrill: true }), SMALL, 0, 1, measure);
  assert.ok(pages.every((page) => page.top.text === "DIỄN TẬP"));
});

test("of twenty alerts at once each has its first page", () => {
  const made = Array.from({ length: 20 }, (_, place) => ledAlertPages(alert(), SMALL, place, 20, measure));
  made.forEach((pages) => assert.equal(new Set(pages.map((page) => page.kind)).size, 1));
  assert.ok(made.every((pages) => pages.length >= 1 && pages.length <= 2));
});

test("no page is gone before it can be read", () => {
  for (let pages = 1; pages < 30; pages += 1) assert.ok(ledSeconds(pages) >= 3);
});

test("chunks are even and lose nothing", () => {
  assert.deepEqual(chunked([1, 2, 3, 4], 3), [[1, 2], [3, 4]]);
  assert.deepEqual(chunked([], 3), []);
});

test("sizes take the same shapes as on the server", () => {
  const found = [[1920, 1080], [1080, 1920], [1920, 480], [320, 160], [192, 96], [256, 64]].map(([w, h]) => shapeOf(w, h));
  assert.deepEqual(found, ["landscape", "portrait", "wide", "panel", "small", "strip"]);
  assert.ok(isLed("panel") && !isLed("wide") && canvasOf("unknown").shape === "landscape");
});
