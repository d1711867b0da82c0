// Small marks in the corner: the last contact when it is long ago, plain http, sound that waits for a touch.
import { el, put } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { BOARD } from "../look/words.js";
import { dateText, hourText, localParts } from "../time/local.js";

const QUIET_MS = 15 * 60 * 1000;

export class Marks {
  /** @param {Node} over above slate and alerts @param {Node} foot at the end of the footer */
  constructor(over, foot, isSecure) {
    Object.assign(this, { over, foot, isSecure, key: null });
  }

  /**
   * @param {number|null} lastMs the last head, by the board's time @param {string} place page, slate or alert
   * @param {boolean} isSoundLocked
   */
  tick(atMs, lastMs, place, isSoundLocked = false) {
    const isLost = lastMs !== null && atMs - lastMs > QUIET_MS;
    const key = `${isLost ? lastMs : ""}/${place}/${isSoundLocked}`;
    if (key === this.key) return;
    this.key = key;
    this.over.className = `marks on-${place}`;
    [this.over, this.foot].forEach((node) => put(
      node,
      isLost ? el("div.mark.lost", icon("offline", 2.2), `${BOARD.lost} ${since(lastMs, atMs)}`) : null,
      this.isSecure ? null : el("div.mark.plain", icon("unlocked", 2.2), BOARD.plain),
      isSoundLocked ? el("div.mark.silent", icon("silent", 2.2), BOARD.touch) : null,
    ));
  }
}

function since(lastMs, atMs) {
  const isToday = localParts(lastMs).dayNumber === localParts(atMs).dayNumber;
  return isToday ? hourText(lastMs) : `${hourText(lastMs)} ngày ${dateText(lastMs).slice(0, 5)}`;
}
