// The header: emblem, unit, solar and lunar date, clock. Changes by the minute.
import { el, put } from "../look/dom.js";
import { emblem } from "../look/icons.js";
import { BOARD } from "../look/words.js";
import { clockText, dayText, localParts } from "../time/local.js";
import { lunarDate, lunarShort } from "../time/lunar.js";

export class HeaderZone {
  constructor(node, { stage }) {
    Object.assign(this, { node, stage, header: null, minute: null });
    stage.onChange(() => this.build());
    this.build();
  }

  setHeader(header) {
    this.header = header;
    this.build();
  }

  build() {
    const { title = "", parent = "" } = this.header || {};
    this.day = el("span");
    this.lunar = el("span.lunar");
    this.time = el("div.time");
    const unit = el("div.unit", title, parent ? el("small", parent) : null);
    const when = el("div.when", this.day, this.lunar);
    if (this.stage.shape === "portrait" || this.stage.shape === "wide") put(this.node, emblem(), el("div.col", unit, when), this.time);
    else put(this.node, emblem(), unit, when, this.time);
    this.minute = null;
  }

  tick(atMs) {
    const minute = Math.floor(atMs / 60000);
    if (minute === this.minute) return;
    this.minute = minute;
    const { year, month, day } = localParts(atMs);
    put(this.time, clockText(atMs));
    put(this.day, dayText(atMs));
    put(this.lunar, `${BOARD.lunar} ${lunarShort(lunarDate(year, month, day))}`);
  }
}
