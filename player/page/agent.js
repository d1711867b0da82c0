// A paired board at work: joins link, sync, library and glass, and keeps them ticking.
import { Link } from "./link/link.js";
import { PlayBook, playPost } from "./link/plays.js";
import { ReceiptBook, receiptPost } from "./link/receipts.js";
import { AlertVoice } from "./sound/alert_voice.js";
import { Heard } from "./sound/heard.js";
import { AlertMedia } from "./state/alert_media.js";
import { alertsNow } from "./state/board_state.js";
import { brightnessAt, powerAt } from "./state/hours.js";
import { keepState } from "./state/keeper.js";
import { isPowered, powerOrder, stillHolds } from "./state/power.js";
import { Library } from "./state/library.js";
import { canCheck } from "./trust/es256.js";
import { matches } from "./state/targeting.js";
import { Sync } from "./state/sync.js";
import { pathsOf } from "./worker/shelter.js";
import { Glass } from "./glass.js";

const TICK_MS = 200;
const KEEP_TIME_MS = 60000;
const MINUTE_MS = 60000;
const LOCAL_SPREAD_MS = 2000;
const PREPARES_MS = 2000;
const TELL_SOON_MS = 2000;

export class Agent {
  /** @param {{http, tokens, keys, store, shelter, sound, time, clock, isSecure, onSentAway}} parts */
  constructor(node, state, parts) {
    Object.assign(this, parts, { item: null, said: {}, keptAt: 0, order: null, scorePaths: null, wasStopped: false });
    this.library = new Library(this.http, {
      state: () => this.sync.state, onChange: () => this.refresh(), onDoubt: (code) => this.doubt(code), onGone: () => undefined,
      onWhole: (digest, manifest) => this.whole(digest, manifest), givesWay: () => this.media.isDue,
    });
    this.link = new Link(this.http, this.tokens, {
      status: () => this.status(), onAnswer: (answer) => this.answered(answer), onHead: (wire) => this.headed(wire),
      onAlert: (value) => this.pushed(value), onCommand: (command) => this.command(command), onSentAway: parts.onSentAway,
    });
    this.sync = new Sync(state, {
      call: (...request) => this.link.call(...request), time: this.time, clock: this.clock,
      onState: () => this.stateChanged(), onReceived: (alert) => this.received(alert), onRefused: (alert, code) => this.refused(alert, code), save: (next) => keepState(this.store, next),
    });
    this.book = new ReceiptBook(this.store, this.keys, state.board, this.time);
    this.post = receiptPost(this.book, this.link);
    this.plays = new PlayBook(this.store, this.keys, state.board);
    this.playsPost = playPost(this.plays, this.link);
    this.media = new AlertMedia(this.http, {
      clock: this.clock, isPainted: (alert) => this.book.has(alert, "painted"), isComing: () => this.sync.agent !== null, onChange: () => this.shelterAll(),
    });
    this.heard = new Heard(this.store, {
      agents: () => this.sync.agent && this.sync.agent.heard, refused: (error) => this.link.refused(error),
      tell: (heard) => this.link.call("POST", "/api/v1/board/heard", { heard }),
    });
    this.voice = new AlertVoice({ sound: this.sound, media: this.media, heard: this.heard });
    this.glass = new Glass(node, {
      library: this.library, sound: this.sound, voice: this.voice, isSecure: this.isSecure, link: absoluteLink,
      onPainted: (alert) => this.tell(alert, "painted"), onEnded: (alert) => this.ended(alert),
      onFailed: (alert, reason) => this.tell(alert, "failed", reason),
      onShow: (item) => {
        this.item = item;
      },
    });
  }

  start() {
    this.library.resume(this.store.read("score"));
    this.stateChanged();
    this.follow();
    if (this.book.waiting.length) this.post.soon();
    if (this.plays.waiting.length) this.playsPost.soon();
    window.addEventListener("pagehide", () => this.plays.keepIfNew());
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    this.tick();
    this.link.start();
    setTimeout(() => this.voice.prepare(), PREPARES_MS);
  }

  stop() {
    clearInterval(this.ticking);
    this.link.stop();
  }

  tick() {
    this.showAlerts();
    const [now, mono] = [this.time.now(), this.clock.monoMs()];
    this.media.tick(this.heldAlerts, this.sync.state.identity, now.at);
    this.glass.tick(now.at, mono, this.sync.state.head ? this.sync.state.headAt : null);
    this.tellStop();
    if (this.plays.tick(this.glass.showing, now, mono)) this.playsPost.soon();
    if (mono - this.keptAt > KEEP_TIME_MS) {
      this.keptAt = mono;
      this.store.write("time", this.time.kept());
      this.plays.keepIfNew();
    }
  }

  get heldAlerts() {
    const { alerts } = this.sync.state;
    return Object.keys(alerts).map((id) => alerts[id].alert);
  }

  /** Somebody waits to hear that the stop slate is on the glass, or off it: say so soon. */
  tellStop() {
    const isStopped = this.glass.isStopped;
    if (isStopped === this.wasStopped) return;
    this.wasStopped = isStopped;
    this.link.next(this.sync.agent ? 0 : Math.random() * TELL_SOON_MS);
  }

  /** What is on the glass: an alert, the stop slate, else the item. A stop that nobody can see is none. */
  get onGlass() {
    const { alert, isStopped, stopText } = this.glass;
    if (alert) return `alert:${alert.id}`;
    if (isStopped) return "stop";
    return stopText === null ? this.item : null;
  }

  showAlerts() {
    const { at } = this.time.now();
    this.glass.setAlerts(alertsNow(this.sync.state, at), at, this.clock.monoMs());
    this.glass.setLight(this.lightAt(at));
  }

  /** How bright notices are, in percent: by the hours, off and on also by command. */
  lightAt(at) {
    const { manifest } = this.library;
    const planned = powerAt(manifest, at);
    this.order = stillHolds(this.order, planned, at);
    const told = this.sync.agent && this.sync.agent.isPowered;
    const isOn = typeof told === "boolean" ? told : isPowered(this.order, planned, at);
    return isOn ? brightnessAt(manifest, at) : 0;
  }

  stateChanged() {
    const { identity, head } = this.sync.state;
    if (this.identityDigest !== identity.digest) {
      this.identityDigest = identity.digest;
      this.glass.setIdentity(identity);
    }
    this.glass.setStop(head && head.slate);
    this.showAlerts();
  }

  /** Have the score of the head, once the alerts that it lists have been asked for: they come first. */
  follow() {
    const { root, head } = this.sync.state;
    if (!head && !this.sync.agent) return;
    if (this.rootVersion !== undefined && this.rootVersion !== root.version) this.library.wantAgain();
    this.rootVersion = root.version;
    this.library.want(this.sync.score);
  }

  /** What the next start begins with. */
  whole(digest, manifest) {
    this.store.write("score", digest);
    this.scorePaths = pathsOf(digest, manifest, (name) => this.library.isHere(name));
    this.shelterAll();
  }

  /** Have kept what the score needs and alerts are called out by; not before all of the score is known. */
  shelterAll() {
    if (this.shelter && this.scorePaths) this.shelter.keep(this.scorePaths.concat(this.media.paths));
  }

  refresh() {
    this.glass.stage.setLayout(this.library.manifest && this.library.manifest.layout);
  }

  async answered(answer) {
    await this.sync.takeAnswer(answer);
    if (this.sync.agent) this.believe(this.sync.agent);
    this.follow();
  }

  async headed(wire) {
    await this.sync.takeHead(wire);
    this.follow();
  }

  /** On an agent's page: it adds up the hour and remembers what was done, for nothing stays in this browser. */
  believe({ painted }) {
    this.plays.periodMs = MINUTE_MS;
    this.playsPost.road.spreadMs = LOCAL_SPREAD_MS;
    this.book.know(painted, "painted");
    this.heard.tellAgent();
  }

  pushed(value) {
    if (value && value.payload) this.sync.takeAlert(value);
    else this.announced();
  }

  /** An alert too large to push: fetch it, and the head, for a cancelled one is seen only there. */
  announced() {
    this.link.fetchHead();
    this.sync.fetchAlerts().catch((error) => this.link.refused(error));
  }

  async doubt(code) {
    if (await this.sync.followRoots(code)) this.link.fetchHead();
  }

  received(alert) {
    if (matches(alert.targets, this.sync.state.identity)) this.tell(alert, "received");
  }

  refused(alert, code) {
    if (matches(alert.targets, this.sync.state.identity)) this.tell(alert, "failed", code);
  }

  tell(alert, state, reason) {
    if (this.book.note(alert, state, reason)) this.post.soon();
  }

  ended(alert) {
    if (this.book.has(alert, "painted")) this.tell(alert, "ended");
  }

  /** Always the sequence; of the rest only what changed. */
  status() {
    const { state } = this.sync;
    const { at, trusted } = this.time.now();
    const facts = {
      item: this.onGlass, clock_offset_s: trusted ? Math.round((this.clock.wallMs() - at) / 1000) : null, faults: this.faults(),
    };
    const changed = Object.keys(facts).filter((name) => JSON.stringify(facts[name]) !== JSON.stringify(this.said[name]));
    this.said = facts;
    const news = { sequence: state.mark ? state.mark.sequence : 0 };
    changed.forEach((name) => {
      news[name] = facts[name];
    });
    return news;
  }

  faults() {
    const { state } = this.sync;
    const found = Array.from(new Set(this.library.faults.concat(this.media.faults)));
    if (this.store.isFull || (this.shelter && this.shelter.missing)) found.push("storage_full");
    if (state.root.expires <= this.time.now().at) found.push("root_expired");
    if (!this.isSecure) found.push("plain_http");
    if (this.sync.refusals.isIdentityRefused(state)) found.push("identity_unapproved");
    if (state.root.officers && !canCheck()) found.push("approvals_unchecked");
    if (this.glass.isSoundLocked) found.push("sound_locked");
    return found;
  }

  identify() {
    const { board, identity } = this.sync.state;
    this.glass.identify(identity.header.name || board, identity.header.title);
  }

  power(command) {
    const { at } = this.time.now();
    const order = powerOrder(command, powerAt(this.library.manifest, at), at);
    if (order !== undefined) this.order = order;
    this.showAlerts();
  }

  command(command) {
    const { name } = command;
    if (name === "identify") this.identify();
    if (name === "power") this.power(command);
    if (name === "reload") location.reload();
  }
}

/** Where the QR leads; a path counts from our own origin. */
function absoluteLink(item) {
  return item.link ? new URL(item.link, location.origin).href : null;
}
