// Everything that is painted, put together: zones, slate, alerts, marks. Knows no network.
import { el, put } from "./look/dom.js";
import { BOARD } from "./look/words.js";
import { Stage } from "./look/stage.js";
import { Takeover } from "./alert/takeover.js";
import { HeaderZone } from "./zones/header.js";
import { MainZone } from "./zones/main.js";
import { TickerZone } from "./zones/ticker.js";
import { Marks } from "./screens/marks.js";
import { Slate } from "./screens/slate.js";

export class Glass {
  /** @param {{library, link: (item) => string, onPainted, onEnded, onFailed, onShow, isSecure: boolean}} parts */
  constructor(node, parts) {
    this.stage = new Stage(node);
    const [head, main, foot] = [el("header.head"), el("section.zone-main"), el("footer.foot")];
    const [slate, alerts, marks] = [el("div"), el("div.fill.alerts"), el("div.marks")];
    put(node, head, main, foot, slate, alerts, marks);
    const shared = Object.assign({ stage: this.stage }, parts);
    this.node = node;
    this.slate = new Slate(slate, this.stage);
    this.header = new HeaderZone(head, shared);
    this.ticker = new TickerZone(foot, shared);
    this.main = new MainZone(main, Object.assign({ onSlate: (isOn) => this.setEmpty(isOn) }, shared));
    this.takeover = new Takeover(alerts, shared);
    this.marks = new Marks(marks, foot.appendChild(el("div.foot-marks")), parts.isSecure);
    this.isEmpty = true;
    this.stopText = null;
    this.signs = 0;
  }

  setIdentity(identity) {
    this.stage.setProfile(identity.profile);
    [this.slate, this.header, this.ticker].forEach((zone) => zone.setHeader(identity.header));
  }

  setEmpty(isEmpty) {
    this.isEmpty = isEmpty;
    this.settle();
  }

  /** The signed stop slate, or null. Alerts stand above it. */
  setStop(slate) {
    this.stopText = slate ? slate.text || "" : null;
    this.slate.say(this.stopText || null);
    this.settle();
  }

  /** What lies on top, for the marks. */
  get place() {
    if (this.takeover.isOn) return "alert";
    return this.slate.isOn ? "slate" : "page";
  }

  /** What a passer-by sees in the main zone; null while something covers it or nobody can see it. */
  get showing() {
    return this.place === "page" && !this.signs && !document.hidden ? this.main.showing : null;
  }

  settle() {
    this.slate.show(this.isEmpty || this.stopText !== null);
  }

  setAlerts(alerts, atMs, monoMs) {
    this.takeover.set(alerts, atMs, monoMs);
  }

  tick(atMs, monoMs, lastContactMs) {
    this.takeover.tick(atMs, monoMs);
    this.header.tick(atMs);
    this.slate.tick(atMs);
    this.main.tick(atMs);
    this.ticker.tick(atMs);
    this.marks.tick(atMs, lastContactMs, this.place);
  }

  /** Say for ten seconds which board this is. */
  identify(board, title) {
    const sign = el("div.fill.identify", el("span", BOARD.identify), el("b", board), el("span", title || ""));
    this.node.appendChild(sign);
    this.signs += 1;
    setTimeout(() => {
      this.node.removeChild(sign);
      this.signs -= 1;
    }, 10000);
  }
}
