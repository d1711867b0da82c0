// The small mark by which an agent knows the real picture: a row of cells in the lower right corner,
// eight bits that count seconds and the same bits turned round. It moves with animation frames
// alone, so that a frozen picture keeps its count. Mirrors player/picture.py.
import { el } from "../look/dom.js";

export const BITS = 8;

/** The cells of a count, the highest bit first: what is light, then the same turned round. */
export function cellsOf(count) {
  const bits = Array.from({ length: BITS }, (_, place) => Boolean((count >> (BITS - 1 - place)) & 1));
  return bits.concat(bits.map((bit) => !bit));
}

export class Mark {
  constructor(node) {
    this.cells = cellsOf(0).map(() => el("i"));
    this.row = el("div.picture-mark");
    this.cells.forEach((cell) => this.row.appendChild(cell));
    node.appendChild(this.row);
    this.frames = 0;
    this.count = -1;
    const turn = (atMs) => {
      this.frames += 1;
      this.show(Math.floor(atMs / 1000) % 256);
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }

  show(count) {
    if (count === this.count) return;
    this.count = count;
    cellsOf(count).forEach((isLight, place) => this.cells[place].classList.toggle("light", isLight));
  }

  /** How many frames were painted since this was last asked. */
  takeFrames() {
    const { frames } = this;
    this.frames = 0;
    return frames;
  }
}
