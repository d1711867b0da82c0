import assert from "node:assert/strict";
import { test } from "node:test";
import { ledAlertPages, ledSeconds } from "../../../player/page/alert/led.js";
import { alertPages, boxesOf, pageSeconds } from "../../../player/page/alert/pages.js";
import { hasLevel } from "../../../player/page/alert/paint.js";
import { canvasOf, isLed, shapeOf } from "../../../player/page/look/shapes.js";
import { readAlert } from "../../../player/page/state/alert.js";
import { vectors } from "./vectors.mjs";

const { measure: widths, cases } = vectors("alert_pages");
const measure = (text, em, bold) => Array.from(text).length * em * (bold ? widths.bold : widths.plain);
const rounded = (value) => Math.round(value * 1e6) / 1e6;

/** As the page's look/stage.js lays out a window of this size without a score. */
function stageOf([width, height]) {
  const { shape, across, down, em } = canvasOf(shapeOf(width, height));
  const u = Math.min(width / across, height / down);
  return { shape, em: isLed(shape) ? Math.max(em, 16 / u) : em, width: width / u, height: height / u };
}

const led = (alert, stage, place, of) => ledAlertPages(alert, stage, place, of, measure).map(({ kind, top, nth, lines }) => (
  { kind, top: top && [top.text, top.level], nth, lines }));

const sheets = (alert, stage) => {
  const boxes = boxesOf({ ...stage, isDrill: alert.isDrill, hasLevel: hasLevel(alert) });
  return alertPages(alert, boxes, measure).map(({ what, where, deeds, isTight }) => ({
    what: [rounded(what.em), what.lines], where: [rounded(where.em), where.lines],
    deeds: deeds.rows.map(({ number, lines }) => [number, lines]), tight: isTight,
  }));
};

cases.forEach((one) => test(`pages of alerts: ${one.name}`, () => {
  const stage = stageOf(one.size_px);
  const alerts = one.alerts.map((entry) => readAlert(entry, ""));
  const pagesOf = isLed(stage.shape) ? led : sheets;
  const pages = [].concat(...alerts.map((alert, place) => pagesOf(alert, stage, place, alerts.length)));
  assert.deepEqual(pages, one.pages);
  assert.equal(rounded((isLed(stage.shape) ? ledSeconds : pageSeconds)(pages.length)), one.seconds);
}));
