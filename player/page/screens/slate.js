// The slate: there is always something dignified on the glass. Name, clock, dates, numbers to call;
// the signed stop slate says its own words.
import { el, put } from "../look/dom.js";
import { emblem, weave } from "../look/icons.js";
import { BOARD } from "../look/words.js";
import { clockText, localParts, longDayText } from "../time/local.js";
import { lunarDate, lunarLong } from "../time/lunar.js";

export class Slate {
  constructor(node) {
    Object.assign(this, { node, header: null, text: null, isOn: true, minute: null });
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
  }

  tick(atMs) {
    const minute = Math.floor(atMs / 60000);
    if (minute === this.minute) return;
    this.minute = minute;
    const { year, month, day } = localParts(atMs);
    put(this.clock, clockText(atMs));
    put(this.day, longDayText(atMs));
    put(this.lunar, `${BOARD.lunarLong} ${lunarLong(lunarDate(year, month, day))}`);
  }
}
