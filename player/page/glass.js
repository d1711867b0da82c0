// Everything that is painted, put together: zones, slate, alerts, marks. Knows no network.
import { afterPaint, el, put } from "./look/dom.js";
import { BOARD } from "./look/words.js";
import { Stage } from "./look/stage.js";
import { Takeover } from "./alert/takeover.js";
import { HeaderZone } from "./zones/header.js";
import { MainZone } from "./zones/main.js";
import { TickerZone } from "./zones/ticker.js";
import { Marks } from "./screens/marks.js";
import { Slate } from "./screens/slate.js";
import { gainAt, recordingOf } from "./sound/hearing.js";
import { volumeAt } from "./state/hours.js";

export class Glass {
  /** @param {{library, sound?, voice?, link: (item) => string, onPainted, onEnded, onFailed, onShow, isSecure: boolean}} parts without sound all is silent; voice: that of alerts */
  constructor(node, parts) {
    this.stage = new Stage(node);
    const [head, main, foot] = [el("header.head"), el("section.zone-main"), el("footer.foot")];
    const [slate, alerts, marks] = [el("div"), el("div.fill.alerts"), el("div.marks")];
    this.shade = el("div.fill.shade");
    put(node, head, main, foot, slate, alerts, marks, this.shade);
    const shared = Object.assign({ stage: this.stage }, parts);
    Object.assign(this, { node, library: parts.library, sound: parts.sound || null, voice: parts.voice || null, recording: null });
    this.slate = new Slate(slate, this.stage);
    this.header = new HeaderZone(head, shared);
    this.ticker = new TickerZone(foot, shared);
    this.main = new MainZone(main, Object.assign({ onSlate: (isOn) => this.setEmpty(isOn) }, shared));
    this.takeover = new Takeover(alerts, shared);
    this.marks = new Marks(marks, foot.appendChild(el("div.foot-marks")), parts.isSecure);
    this.isEmpty = true;
    this.stopText = null;
    this.paintedStop = null;
    this.sign = null;
    this.setLight(100);
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
    const text = this.stopText;
    if (text !== this.paintedStop) afterPaint(() => this.notePainted(text));
  }

  notePainted(stopText) {
    if (stopText === this.stopText) this.paintedStop = stopText;
  }

  /** The alert whose page is on the glass. */
  get alert() {
    const { pages, shown } = this.takeover;
    return this.takeover.isOn && pages[shown] ? pages[shown].alert : null;
  }

  /** Is the stop slate painted, uncovered, on a glass that is on. */
  get isStopped() {
    return this.stopText !== null && this.stopText === this.paintedStop && this.place === "slate" && this.light > 0 && !document.hidden;
  }

  /** What lies on top, for the marks. */
  get place() {
    if (this.takeover.isOn) return "alert";
    return this.slate.isOn ? "slate" : "page";
  }

  /** What a passer-by sees in the main zone; null while something covers it or nobody can see it. */
  get showing() {
    return this.isOpen && !this.sign ? this.main.showing : null;
  }

  /** Does the page lie uncovered on a glass that is on. */
  get isOpen() {
    return this.place === "page" && this.light > 0 && !document.hidden;
  }

  /** Does the browser keep the board silent: an alert may come at any time. */
  get isSoundLocked() {
    return this.sound !== null && this.sound.isLocked;
  }

  settle() {
    this.slate.show(this.isEmpty || this.stopText !== null);
  }

  setAlerts(alerts, atMs, monoMs) {
    this.takeover.set(alerts, atMs, monoMs);
  }

  /** How bright the picture is, in percent; 0 is off: all black. What wakes the screen is always bright. */
  setLight(percent) {
    const light = this.takeover.isLoud ? 100 : percent;
    if (light === this.light) return;
    this.light = light;
    document.documentElement.classList.toggle("dark", light === 0);
    this.shade.hidden = light === 100;
    this.shade.style.opacity = 1 - light / 100;
  }

  tick(atMs, monoMs, lastContactMs) {
    this.takeover.tick(atMs, monoMs);
    this.header.tick(atMs);
    this.slate.tick(atMs);
    this.main.tick(atMs);
    this.ticker.tick(atMs);
    if (this.sound) this.listen(atMs, monoMs);
    this.marks.tick(atMs, lastContactMs, this.place, this.isSoundLocked && !this.takeover.isDrill);
  }

  /** Have alerts called out, else heard what belongs to the page while it lies open. */
  listen(atMs, monoMs) {
    const { library, main, voice } = this;
    const call = voice && voice.call(this.takeover.inForce, volumeAt(library.manifest, atMs), monoMs);
    this.recording = recordingOf(this.recording, main.showing, main.page);
    const url = this.recording && library.mediaUrl(this.recording.media);
    const wanted = url ? { key: `${this.recording.media}@${this.recording.from}`, url, atS: (atMs - this.recording.from) / 1000 } : null;
    this.sound.follow(wanted, main.film, this.isOpen ? gainAt(library.manifest, atMs) : 0, call);
  }

  /** Say for ten seconds from now which board this is; alerts stand above it. */
  identify(board, title) {
    this.unsign();
    this.sign = el("div.fill.identify", el("span", BOARD.identify), el("b", board), el("span", title || ""));
    this.node.appendChild(this.sign);
    this.signing = setTimeout(() => this.unsign(), 10000);
  }

  unsign() {
    clearTimeout(this.signing);
    if (this.sign) this.node.removeChild(this.sign);
    this.sign = null;
  }
}
