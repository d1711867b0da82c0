// The slate: there is always something dignified on the glass. Name, clock, dates, numbers to call;
// the signed stop slate says its own words.
import { el, lines, put } from "../look/dom.js";
import { emblem, weave } from "../look/icons.js";
import { BOARD } from "../look/words.js";
import { chunked, breakLines } from "../alert/fit.js";
import { measure } from "../look/measure.js";
import { isBare, isLed, LED_PITCH } from "../look/shapes.js";
import { clockText, dayText, localParts, longDayText } from "../time/local.js";
import { lunarDate, lunarLong } from "../time/lunar.js";

const PART_MS = 4000;

export class Slate {
  constructor(node, stage) {
    Object.assign(this, { node, stage, header: null, text: null, isOn: true, minute: null, part: null });
    stage.onChange(() => this.build());
    this.build();
  }

  setHeader(header) {
    this.header = header;
    this.build();
  }

  /** @param {string|null} text of the stop slate */
  say(text) {
    if (text === this.text) return;
    this.text = text;
    this.build();
  }

  show(isOn) {
    this.isOn = isOn;
    this.node.hidden = !isOn;
  }

  build() {
    const { title = "", parent = "", numbers = [] } = this.header || {};
    this.clock = el("div.clk");
    this.day = el("div.day");
    this.lunar = el("div.lun");
    const name = title ? `${BOARD.boardOf} ${title.charAt(0).toLowerCase()}${title.slice(1)}` : "Bảng Tin";
    const help = numbers.map(([who, number]) => el("span", who, el("b", number)));
    put(
      this.node, weave("a"), weave("b"),
      el(
        "div.in", emblem(), el("div.big1", name), parent ? el("div.big2", parent) : null,
        this.text ? el("div.say", this.text) : null, this.clock, this.day, this.lunar,
        help.length ? el("div.help", ...help) : null,
      ),
    );
    this.node.className = `fill slate${this.text ? " told" : ""}`;
    this.minute = null;
    this.part = null;
    this.parts = this.text && isLed(this.stage.shape) ? partsOf(this.text, this.stage) : [];
  }

  /** LED pictures are small: the words of the stop slate come part by part. */
  turn(atMs) {
    const part = Math.floor(atMs / PART_MS) % Math.max(1, this.parts.length);
    if (!this.parts.length || part === this.part) return;
    this.part = part;
    put(this.node.querySelector(".say"), ...lines(this.parts[part]));
  }

  tick(atMs) {
    this.turn(atMs);
    const minute = Math.floor(atMs / 60000);
    if (minute === this.minute) return;
    this.minute = minute;
    const { year, month, day } = localParts(atMs);
    put(this.clock, clockText(atMs));
    put(this.day, dayOn(this.stage.shape, atMs));
    put(this.lunar, `${BOARD.lunarLong} ${lunarLong(lunarDate(year, month, day))}`);
  }
}

function dayOn(shape, atMs) {
  if (!isLed(shape)) return longDayText(atMs);
  return isBare(shape) ? dayText(atMs).replace(",", "").slice(0, -5) : dayText(atMs);
}

function partsOf(text, { em, width, height }) {
  const rows = breakLines(text, width - 0.8 * em, em, true, measure);
  return chunked(rows, Math.max(1, Math.floor(height / (em * LED_PITCH) + 0.001)));
}
