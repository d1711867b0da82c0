// Alerts take the whole stage: they cut in at once, their pages turn, and they leave when over.
import { afterPaint, put } from "../look/dom.js";
import { measure } from "../look/measure.js";
import { turns } from "../state/alert.js";
import { alertLayer, hasLevel, plainLayer } from "./paint.js";
import { CROWD, alertPages, boxesOf, pageSeconds } from "./pages.js";
import { ledAlertLayer, ledAlertPages, ledSeconds } from "./led.js";
import { isLed } from "../look/shapes.js";

const nameOf = (alert) => `${alert.id}/${alert.revision}`;

export class Takeover {
  /** @param {{stage, onPainted: (alert) => void, onEnded: (alert) => void, onFailed: (alert, reason) => void}} parts */
  constructor(node, parts) {
    Object.assign(this, parts, { node, pages: [], inForce: [], alerts: [], key: "", shown: null, since: 0, minute: 0 });
    parts.stage.onChange(() => this.rebuild());
    this.node.hidden = true;
  }

  get isOn() {
    return this.alerts.length > 0;
  }

  /** Whether it is a drill that stands here, in its frame full of words. */
  get isDrill() {
    return this.isOn && this.alerts[0].isDrill;
  }

  /** Whether something stands here that wakes the screen. */
  get isLoud() {
    return this.alerts.some((alert) => !alert.isSilent);
  }

  /** Set what is in force; alerts no longer there have ended, a drill that stands back has not. */
  set(inForce, atMs, monoMs) {
    const gone = this.inForce.filter((old) => !inForce.some((alert) => nameOf(alert) === nameOf(old)));
    const come = inForce.filter((alert) => alert.isTest && !this.inForce.some((old) => nameOf(alert) === nameOf(old)));
    this.inForce = inForce;
    come.forEach((alert) => this.prove(alert));
    const alerts = turns(inForce);
    const key = alerts.map(nameOf).join(" ");
    if (key !== this.key) {
      Object.assign(this, { key, alerts, since: monoMs });
      this.cutIn(atMs, monoMs);
    }
    gone.forEach((alert) => this.onEnded(alert));
  }

  /** A test shows nothing: it is proven once the page has painted twice while it was in force. */
  prove(alert) {
    afterPaint(() => this.inForce.some((held) => nameOf(held) === nameOf(alert)) && this.onPainted(alert));
  }

  cutIn(atMs, monoMs) {
    this.rebuild();
    this.node.hidden = !this.pages.length;
    this.node.classList.remove("turning");
    if (this.pages.length) this.tick(atMs, monoMs);
    else put(this.node);
  }

  rebuild() {
    this.pages = [].concat(...this.alerts.map((alert, index) => this.triedPages(alert, index)));
    this.shown = null;
  }

  /** An alert that cannot be set has one page, of its event and level alone; the others stand. */
  triedPages(alert, index) {
    try {
      return this.pagesOf(alert, index);
    } catch (error) {
      this.onFailed(alert, error.message);
      return [{ alert }];
    }
  }

  pagesOf(alert, index) {
    const { shape, width, height } = this.stage;
    if (isLed(shape)) return ledAlertPages(alert, this.stage, index, this.alerts.length).map((page) => ({ alert, page }));
    const boxes = boxesOf({ shape, width, height, isDrill: alert.isDrill, hasLevel: hasLevel(alert) });
    const place = { nth: index + 1, of: this.alerts.length };
    const pages = alertPages(alert, boxes, measure);
    return (place.of >= CROWD ? pages.slice(0, 1) : pages).map((page) => ({ alert, page, place }));
  }

  /** Show the page whose turn it is. */
  tick(atMs, monoMs) {
    if (!this.pages.length) return;
    const seconds = (isLed(this.stage.shape) ? ledSeconds : pageSeconds)(this.pages.length);
    const turn = Math.floor((monoMs - this.since) / (seconds * 1000)) % this.pages.length;
    const minute = Math.floor(atMs / 60000);
    if (this.shown === turn && this.minute === minute) return;
    this.minute = minute;
    this.show(turn, atMs);
  }

  show(turn, atMs) {
    const { alert } = this.pages[turn];
    const isTurn = this.shown !== null && this.shown !== turn;
    this.shown = turn;
    this.node.classList.toggle("turning", isTurn);
    const old = Array.from(this.node.children);
    const whole = this.layerOf(this.pages[turn], atMs);
    this.node.appendChild(whole || plainLayer(alert));
    const clear = () => old.forEach((layer) => layer.parentNode && layer.parentNode.removeChild(layer));
    if (isTurn) setTimeout(clear, 400);
    else clear();
    if (whole) afterPaint(() => this.isOn && this.alerts.indexOf(alert) >= 0 && this.onPainted(alert));
  }

  /** The page as it is to be; null when that cannot be made. */
  layerOf({ alert, page, place }, atMs) {
    if (!page) return null;
    try {
      return isLed(this.stage.shape) ? ledAlertLayer(alert, page) : alertLayer(alert, page, place, atMs);
    } catch (error) {
      this.onFailed(alert, error.message);
      return null;
    }
  }
}
