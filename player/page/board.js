// The board page: a preview in a staff page's frame, or a board that pairs itself and plays.
import { Agent } from "./agent.js";
import { Preview, isFramedByOwnOrigin } from "./preview.js";
import { Http } from "./link/http.js";
import { beat } from "./link/heartbeat.js";
import { BoardKeys } from "./link/keys.js";
import { Pairing } from "./link/pairing.js";
import { TokenKeeper } from "./link/token.js";
import { el, put } from "./look/dom.js";
import { fontsReady } from "./look/measure.js";
import { Stage } from "./look/stage.js";
import { Mark } from "./screens/mark.js";
import { PairingScreen } from "./screens/pairing.js";
import { Sound } from "./sound/sound.js";
import { keepState, readState } from "./state/keeper.js";
import { Store, slotFrom } from "./state/store.js";
import { Shelter, canShelter } from "./worker/shelter.js";
import { TrustedTime, browserClock } from "./time/trusted_time.js";

const FONTS_MS = 4000;
// A link that let nobody in by then was used up or too old: the code is shown after all.
const LINK_MS = 6000;
const FORGET_KEY = ["board_revoked"];

/** The size of the picture in device pixels. */
function screenSize() {
  const ratio = window.devicePixelRatio || 1;
  return { width: Math.max(64, Math.round(window.innerWidth * ratio)), height: Math.max(64, Math.round(window.innerHeight * ratio)) };
}

class Board {
  constructor(node) {
    const { slot, link, isMarked } = slotFrom(location);
    Object.assign(this, { node, link, http: new Http(), clock: browserClock, store: new Store(slot), sound: new Sound() });
    if (isMarked) beat(this.http, link, new Mark(document.body));
    else if (link) history.replaceState(null, "", `${location.pathname}#board=${slot}`);
  }

  keys() {
    const kept = BoardKeys.from(this.store.read("key"));
    if (kept) return kept;
    const made = BoardKeys.make();
    this.store.write("key", made.kept());
    return made;
  }

  async run() {
    this.sound.begin();
    const keys = this.keys();
    const state = await readState(this.store);
    if (state) this.play(state, keys, null);
    else await this.pair(keys);
  }

  async pair(keys) {
    const screen = el("div");
    put(this.node, screen);
    const stage = new Stage(this.node);
    const shown = new PairingScreen(screen);
    this.sound.onLock((isLocked) => shown.askForTouch(isLocked));
    let code = null;
    const pairing = new Pairing(this.http, keys, {
      onCode: (made) => {
        code = made;
        if (!pairing.link || made.isOfAgent) shown.show(made);
      },
      onLeft: (ms) => shown.countDown(ms), onTrouble: (code) => (code === "data_damaged" ? shown.tellDamage() : shown.wait(false)),
    }, { link: this.link, clock: this.clock, size: screenSize });
    if (this.link) shown.wait(true);
    const late = setTimeout(() => {
      pairing.link = null;
      if (code) shown.show(code);
    }, this.link ? LINK_MS : 0);
    const paired = await pairing.run();
    clearTimeout(late);
    stage.stop();
    this.begin(paired, keys);
  }

  begin(paired, keys) {
    const time = new TrustedTime(this.clock, null);
    const state = Object.assign({}, paired.state, { headAt: time.now().at });
    keepState(this.store, state);
    this.play(state, keys, paired);
  }

  play(state, keys, paired) {
    const time = new TrustedTime(this.clock, this.store.read("time"));
    time.afterStatement(state.identity.issuedAt);
    if (state.head) time.afterStatement(state.head.issuedAt);
    Object.keys(state.alerts).forEach((id) => time.afterStatement(state.alerts[id].alert.issuedAt));
    const tokens = new TokenKeeper(this.http, keys, state.board, this.clock);
    if (paired) tokens.take(paired.token, paired.expiresIn);
    if (canShelter()) {
      this.shelter = new Shelter(this.store.slot);
      this.shelter.begin();
    }
    const agent = new Agent(this.node, state, {
      http: this.http, tokens, keys, store: this.store, shelter: this.shelter, sound: this.sound, time, clock: this.clock, isSecure: window.isSecureContext !== false,
      onSentAway: (code) => this.leave(agent, code),
    });
    agent.start();
  }

  /** The server says this board is out, or never was: back to the code on the screen. */
  leave(agent, code) {
    agent.stop();
    if (this.shelter) this.shelter.keep([]);
    ["state", "receipts", "plays", "time", "score", "heard"].concat(FORGET_KEY.indexOf(code) >= 0 ? ["key"] : []).forEach((name) => this.store.remove(name));
    location.reload();
  }
}

async function start() {
  const node = document.getElementById("stage");
  const isPreview = new URLSearchParams(location.search).get("preview") === "1";
  if (isPreview && !isFramedByOwnOrigin()) return;
  const fonts = fontsReady(FONTS_MS);
  if (isPreview) {
    await fonts;
    new Preview(node, browserClock).start();
    return;
  }
  const board = new Board(node);
  await Promise.race([fonts, new Promise((resolve) => setTimeout(resolve, 1500))]);
  await board.run();
}

start();
