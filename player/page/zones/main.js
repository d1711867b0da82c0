// The main zone: two layers. The next page is built and decoded beneath, then faded in over the
// one on the glass, which stays until the fade is done: never an empty or black frame.
import { decoded, pageLayer } from "../templates/page.js";
import { dropFilm, playFilm } from "../templates/film.js";
import { fitSource } from "../templates/source.js";
import { el } from "../look/dom.js";
import { slotAt } from "../state/score.js";

const FADE_MS = 600;
const AHEAD_MS = 20;

export class MainZone {
  /** @param {{library, stage, onSlate: (isOn: boolean) => void, onShow: (item: string) => void, link: (item) => string}} parts */
  constructor(node, parts) {
    Object.assign(this, parts, { node, layer: null, shown: null, showing: null, ready: null, making: null, round: 0 });
    parts.stage.onChange(() => this.redraw());
  }

  /** Show what the score says; called several times a second with the board's time. */
  tick(atMs) {
    const slot = this.slot(atMs);
    if (!slot) {
      this.empty();
      return;
    }
    const key = `${this.library.manifest.items[slot.item].digest}/${slot.page}`;
    if (this.shown && this.shown.key === key) {
      if (this.shown.startsAt !== slot.startsAt) this.run(slot, atMs);
    } else if (this.ready && this.ready.key === key) this.swap(slot, atMs);
    else this.prepare(key, slot);
    this.lookAhead(slot);
  }

  slot(atMs) {
    const { library } = this;
    return library.manifest ? slotAt(library.manifest, "main", atMs, (item, page) => library.usable(item, page)) : null;
  }

  /** Have the next page decoded before its time comes. */
  lookAhead(slot) {
    if (!this.shown || this.shown.startsAt !== slot.startsAt) return;
    const next = this.slot(slot.startsAt + slot.seconds * 1000 + AHEAD_MS);
    if (!next) return;
    const key = `${this.library.manifest.items[next.item].digest}/${next.page}`;
    if (key !== this.shown.key && !(this.ready && this.ready.key === key)) this.prepare(key, next);
  }

  prepare(key, slot) {
    if (this.making === key) return;
    this.making = key;
    this.round += 1;
    const { round } = this;
    const page = this.library.item(slot.item).pages[slot.page];
    this.build(slot).then((layer) => {
      if (round !== this.round) return;
      this.drop(this.ready && this.ready.layer);
      layer.classList.add("waiting");
      this.node.appendChild(layer);
      fitSource(layer);
      this.ready = { key, layer, page };
      this.making = null;
    }).catch(() => {
      if (round === this.round) this.making = null;
      this.library.spoil(slot.item);
    });
  }

  async build(slot) {
    const item = this.library.item(slot.item);
    const { picture, film, version } = item.pages[slot.page];
    const link = this.link(item);
    const linked = Object.assign({}, item, { link: link && version ? `${link}?lang=${version.tag}` : link });
    const [pictureUrl, filmUrl] = [picture, film].map((one) => one && this.library.mediaUrl(one.media));
    const layer = pageLayer(linked, slot.page, this.stage.shape, pictureUrl, filmUrl);
    await decoded(layer);
    return layer;
  }

  swap(slot, atMs) {
    const { key, layer, page } = this.ready;
    const old = this.layer;
    this.ready = null;
    this.layer = layer;
    this.node.appendChild(layer);
    layer.getBoundingClientRect(); // settle the start of the fade
    layer.classList.remove("waiting");
    if (old) layer.classList.add("in");
    setTimeout(() => this.drop(old), FADE_MS + 100);
    this.shown = { key, page };
    this.onSlate(false);
    this.run(slot, atMs);
    this.onShow(slot.item);
  }

  /** Start the progress line where the slot is now. */
  run(slot, atMs) {
    this.shown.startsAt = slot.startsAt;
    this.showing = this.playOf(slot);
    playFilm(this.layer, (atMs - slot.startsAt) / 1000);
    const line = this.layer.querySelector(".bar i");
    if (!line) return;
    line.style.animation = "none";
    line.getBoundingClientRect();
    line.style.animation = `progress ${slot.seconds}s linear ${(slot.startsAt - atMs) / 1000}s both`;
  }

  /** The page on the glass, as its item has it. */
  get page() {
    return this.shown ? this.shown.page : null;
  }

  get film() {
    return this.layer && this.layer.querySelector("video");
  }

  /** What proof of play has to know of a slot on the glass; an item of no revision is not counted. */
  playOf({ item, page, startsAt, instead }) {
    const { revision } = this.library.item(item);
    if (!Number.isSafeInteger(revision)) return null;
    return { manifest: this.library.digest, item, revision, instead, page, startsAt };
  }

  /** Nothing valid: the slate comes over, then the zone is cleared. */
  empty() {
    if (!this.shown) {
      this.onSlate(true);
      return;
    }
    this.onSlate(true);
    this.onShow(null);
    this.shown = null;
    this.showing = null;
    this.drop(this.layer);
    this.layer = null;
  }

  /** The module size changed: what is prepared was built for another shape. */
  redraw() {
    this.round += 1;
    this.making = null;
    this.drop(this.ready && this.ready.layer);
    this.ready = null;
    if (this.shown) this.shown.key = "";
  }

  drop(layer) {
    if (!layer || !layer.parentNode) return;
    dropFilm(layer);
    layer.parentNode.removeChild(layer);
  }
}
