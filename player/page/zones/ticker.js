// The ticker: one priority notice or headline of a feed at a time. It stands still if it fits, else it runs at an even
// speed, by transform only. With nothing to say it gives the numbers to call.
import { el, put } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { BOARD } from "../look/words.js";
import { slotAt } from "../state/score.js";

const FADE_MS = 300;
const STAND_S = 1.5;
const FASTEST_EM_S = 10;
const NUMBERS_S = 8;

export class TickerZone {
  constructor(node, { library, stage }) {
    this.tag = el("div.tag");
    this.track = el("div.run");
    put(node, this.tag, this.track);
    Object.assign(this, { library, stage, key: null, header: null, pairs: false });
    stage.onChange(() => {
      this.key = null;
      this.pairs = false;
    });
  }

  setHeader(header) {
    this.header = header;
    this.key = null;
    this.pairs = false;
  }

  tick(atMs) {
    const { library } = this;
    const slot = library.manifest && slotAt(library.manifest, "ticker", atMs, (item, page) => this.isSayable(item, page));
    const turn = this.pairs ? Math.floor(atMs / (NUMBERS_S * 1000)) : 0;
    const key = slot ? `${slot.item}/${slot.page}/${slot.startsAt}` : `numbers ${turn}`;
    if (key === this.key) return;
    const isSame = slot && this.text === textOf(library.item(slot.item), slot.page);
    this.key = key;
    if (!slot) this.showNumbers(turn);
    else if (!isSame || this.moves) this.showItem(library.item(slot.item), slot, atMs);
  }

  /** A line that is no line is passed over. */
  isSayable(item, page) {
    const { library } = this;
    if (!library.usable(item, page)) return false;
    const { title } = library.item(item).pages[page];
    if (!title || Array.isArray(title)) return true;
    library.spoil(item);
    return false;
  }

  showItem(item, slot, atMs) {
    this.text = textOf(item, slot.page);
    if (item.source) this.label("news", BOARD.news);
    else this.label("bell", BOARD.ticker);
    const ride = this.change(el("div.ride", el("span", this.text)));
    const over = ride.offsetWidth + ride.offsetLeft * 2 - this.track.clientWidth;
    this.moves = over > 0;
    this.track.classList.toggle("moves", this.moves);
    if (this.moves) this.move(ride, over, slot, atMs);
  }

  /** Even speed over the time the slot leaves, in whole device pixels at its end. */
  move(ride, over, slot, atMs) {
    const left = Math.max(3, slot.seconds - (atMs - slot.startsAt) / 1000);
    const fastest = FASTEST_EM_S * parseFloat(getComputedStyle(ride).fontSize);
    const seconds = Math.max(over / fastest, left - 2 * STAND_S);
    ride.animate(
      [{ transform: "translate3d(0,0,0)" }, { transform: `translate3d(${-Math.ceil(over)}px,0,0)` }],
      { duration: seconds * 1000, delay: STAND_S * 1000, easing: "linear", fill: "both" },
    );
  }

  /** All numbers if they fit, else two at a time. */
  showNumbers(turn) {
    this.text = null;
    this.moves = false;
    this.track.classList.remove("moves");
    const numbers = (this.header && this.header.numbers) || [];
    this.label("phone", BOARD.numbers);
    const pairs = Math.ceil(numbers.length / 2);
    const shown = this.pairs ? numbers.slice((turn % pairs) * 2, (turn % pairs) * 2 + 2) : numbers;
    const parts = shown.map(([name, number], index) => el(index ? "span.next" : "span", name, el("b", number)));
    const ride = this.change(el("div.ride", ...parts));
    if (!this.pairs && pairs > 1 && ride.offsetWidth + ride.offsetLeft > this.track.clientWidth) {
      this.pairs = true;
      this.showNumbers(turn);
    }
  }

  label(name, text) {
    if (this.labelled === name) return;
    this.labelled = name;
    put(this.tag, icon(name, 2.2), text);
  }

  /** Old line out, new line in; both are there while they fade. */
  change(ride) {
    Array.from(this.track.children).forEach((old) => {
      old.classList.add("leaving");
      setTimeout(() => old.parentNode && old.parentNode.removeChild(old), FADE_MS);
    });
    ride.classList.add("arriving");
    this.track.appendChild(ride);
    ride.getBoundingClientRect();
    ride.classList.remove("arriving");
    return ride;
  }
}

const textOf = (item, page) => (item.pages[page].title || [item.title]).join(" ");
