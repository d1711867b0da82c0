// The stage: where the picture lies in the window, which way up, and how large a module is.

import { LED_PITCH, canvasOf, isLed, shapeOf } from "./shapes.js";

const root = document.documentElement;

/**
 * Lay out the stage. A profile may turn the picture or confine it to a rectangle of the screen
 * (x, y, width, height in pixels of the profile) that an LED controller copies.
 */
export class Stage {
  constructor(node) {
    this.node = node;
    this.profile = null;
    this.layout = null;
    this.listeners = [];
    this.onResize = () => this.arrange();
    window.addEventListener("resize", this.onResize);
    this.arrange();
  }

  stop() {
    window.removeEventListener("resize", this.onResize);
  }

  setProfile(profile) {
    this.profile = profile || null;
    this.arrange();
  }

  /** @param {{shape: string, em_u: number}|null} layout of the manifest */
  setLayout(layout) {
    this.layout = layout || null;
    this.arrange();
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  arrange() {
    const box = pictureBox(this.profile);
    const { shape, across, down, em: usual, sheet } = canvasOf(this.layout ? this.layout.shape : shapeOf(box.width, box.height));
    const u = Math.min(box.width / across, box.height / down);
    const em = (this.layout && this.layout.em_u) || (isLed(shape) ? Math.max(usual, 16 / u) : usual);
    place(this.node, box);
    root.style.setProperty("--u", `${u}px`);
    root.style.setProperty("--fs-body", `${isLed(shape) ? Math.floor(u * em + 0.01) : u * em}px`);
    root.style.setProperty("--led-line", `${Math.floor(u * em * LED_PITCH + 0.01)}px`);
    root.setAttribute("data-shape", shape);
    this.node.className = sheet;
    const changed = this.u !== u || this.shape !== shape || this.em !== em;
    Object.assign(this, { u, em, shape, width: box.width / u, height: box.height / u });
    if (changed) this.listeners.forEach((listener) => listener());
  }
}

/** The rectangle the picture fills, in CSS pixels, and its turn in degrees. */
function pictureBox(profile) {
  const turn = (profile && profile.rotation) || 0;
  const whole = { x: 0, y: 0, w: window.innerWidth, h: window.innerHeight };
  const part = profile && isPart(profile) ? viewportOf(profile) : whole;
  const upright = turn === 90 || turn === 270;
  return {
    turn, part, width: upright ? part.h : part.w, height: upright ? part.w : part.h,
  };
}

function isPart(profile) {
  const view = profile.viewport;
  return Array.isArray(view) && view.length === 4 && (view[2] < profile.width || view[3] < profile.height);
}

/** Physical pixels of the profile to CSS pixels. */
function viewportOf(profile) {
  const ratio = window.devicePixelRatio || 1;
  const [x, y, w, h] = profile.viewport.map((value) => value / ratio);
  return { x, y, w, h };
}

const TURNS = {
  0: (part) => [part.x, part.y],
  90: (part) => [part.x + part.w, part.y],
  180: (part) => [part.x + part.w, part.y + part.h],
  270: (part) => [part.x, part.y + part.h],
};

function place(node, box) {
  const [left, top] = (TURNS[box.turn] || TURNS[0])(box.part);
  node.style.width = `${box.width}px`;
  node.style.height = `${box.height}px`;
  node.style.left = `${left}px`;
  node.style.top = `${top}px`;
  node.style.transform = box.turn ? `rotate(${box.turn}deg)` : "none";
}
