// A paired board at work: joins link, sync, library and glass, and keeps them ticking.
import { Link } from "./link/link.js";
import { PlayBook, playPost } from "./link/plays.js";
import { ReceiptBook, receiptPost } from "./link/receipts.js";
import { alertsNow } from "./state/board_state.js";
import { powerAt } from "./state/hours.js";
import { keepState } from "./state/keeper.js";
import { Library } from "./state/library.js";
import { matches } from "./state/targeting.js";
import { Sync } from "./state/sync.js";
import { pathsOf } from "./worker/shelter.js";
import { Glass } from "./glass.js";

const TICK_MS = 200;
const KEEP_TIME_MS = 60000;
const MINUTE_MS = 60000;
const LOCAL_SPREAD_MS = 2000;

export class Agent {
  /** @param {{http, tokens, keys, store, shelter, time, clock, isSecure, onSentAway}} parts */
  constructor(node, state, parts) {
    Object.assign(this, parts, { item: null, said: {}, keptAt: 0 });
    this.library = new Library(this.http, {
      state: () => this.sync.state, onChange: () => this.refresh(), onDoubt: (code) => this.doubt(code), onGone: () => undefined,
      onWhole: (digest, manifest) => this.whole(digest, manifest),
    });
    this.link = new Link(this.http, this.tokens, {
      status: () => this.status(), onAnswer: (answer) => this.answered(answer), onHead: (wire) => this.sync.takeHead(wire),
      onAlert: (value) => this.pushed(value), onCommand: (command) => this.command(command), onSentAway: parts.onSentAway,
    });
    this.sync = new Sync(state, {
      call: (...request) => this.link.call(...request), time: this.time, clock: this.clock,
      onState: () => this.stateChanged(), onReceived: (alert) => this.received(alert), save: (next) => keepState(this.store, next),
    });
    this.book = new ReceiptBook(this.store, this.keys, state.board, this.time);
    this.post = receiptPost(this.book, this.link);
    this.plays = new PlayBook(this.store, this.keys, state.board);
    this.playsPost = playPost(this.plays, this.link);
    this.glass = new Glass(node, {
      library: this.library, isSecure: this.isSecure, link: absoluteLink,
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
    if (this.book.waiting.length) this.post.soon();
    if (this.plays.waiting.length) this.playsPost.soon();
    window.addEventListener("pagehide", () => this.plays.keepIfNew());
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    this.tick();
    this.link.start();
  }

  stop() {
    clearInterval(this.ticking);
    this.link.stop();
  }

  tick() {
    this.showAlerts();
    const [now, mono] = [this.time.now(), this.clock.monoMs()];
    this.glass.tick(now.at, mono, this.sync.state.head ? this.sync.state.headAt : null);
    const isDark = !powerAt(this.library.manifest, now.at);
    if (this.plays.tick(isDark ? null : this.glass.showing, now, mono)) this.playsPost.soon();
    if (mono - this.keptAt > KEEP_TIME_MS) {
      this.keptAt = mono;
      this.store.write("time", this.time.kept());
      this.plays.keepIfNew();
    }
  }

  showAlerts() {
    const { at } = this.time.now();
    this.glass.setAlerts(alertsNow(this.sync.state, at), at, this.clock.monoMs());
  }

  stateChanged() {
    const { identity, head } = this.sync.state;
    if (this.identityDigest !== identity.digest) {
      this.identityDigest = identity.digest;
      this.glass.setIdentity(identity);
    }
    this.glass.setStop(head && head.slate);
    this.showAlerts();
    if (!head && !this.sync.agent) return;
    if (this.rootVersion !== undefined && this.rootVersion !== this.sync.state.root.version) this.library.wantAgain();
    this.rootVersion = this.sync.state.root.version;
    this.library.want(this.sync.score);
  }

  /** What the next start begins with. */
  whole(digest, manifest) {
    this.store.write("score", digest);
    if (this.shelter) this.shelter.keep(pathsOf(digest, manifest));
  }

  refresh() {
    this.glass.stage.setLayout(this.library.manifest && this.library.manifest.layout);
  }

  async answered(answer) {
    await this.sync.takeAnswer(answer);
    if (this.sync.agent) this.reportByTheMinute();
    if (this.sync.state.head || this.sync.agent) this.library.want(this.sync.score);
  }

  /** On an agent's page: it adds up the hour, for nothing stays in this browser. */
  reportByTheMinute() {
    this.plays.periodMs = MINUTE_MS;
    this.playsPost.road.spreadMs = LOCAL_SPREAD_MS;
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
      item: this.item, clock_offset_s: trusted ? Math.round((this.clock.wallMs() - at) / 1000) : null, faults: this.faults(),
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
    const found = Array.from(this.library.faults);
    if (this.store.isFull || (this.shelter && this.shelter.missing)) found.push("storage_full");
    if (state.root.expires <= this.time.now().at) found.push("root_expired");
    if (!this.isSecure) found.push("plain_http");
    return found;
  }

  command({ name }) {
    if (name === "identify") this.glass.identify(this.sync.state.board, this.sync.state.identity.header.title);
    if (name === "reload") location.reload();
  }
}

/** Where the QR leads; a path counts from our own origin. */
function absoluteLink(item) {
  return item.link ? new URL(item.link, location.origin).href : null;
}
