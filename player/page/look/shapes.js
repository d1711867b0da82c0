// The shapes a layout is made for, and which one a picture of so many pixels takes: the same
// rules as the server's, for screens that have no score yet.

const SHAPES = {
  landscape: { across: 192, down: 108, em: 8.8, sheet: "tv" },
  portrait: { across: 108, down: 192, em: 8.8, sheet: "up" },
  wide: { across: 378, down: 108, em: 8.8, sheet: "tv wide" },
  panel: { across: 216, down: 108, em: 13.5, sheet: "led panel" },
  small: { across: 216, down: 108, em: 20, sheet: "led bare" },
  strip: { across: 432, down: 108, em: 20, sheet: "led bare" },
};
const LED_PX = 300;
const BARE_PX = 120;
const WIDE_RATIO = 2.75;
const STRIP_RATIO = 3;

export const LED_PITCH = 1.32;

/** Canvas in u, usual em and style classes; a shape this page does not know is a landscape. */
export const canvasOf = (name) => {
  const shape = SHAPES[name] ? name : "landscape";
  return Object.assign({ shape }, SHAPES[shape]);
};

export const isLed = (shape) => /^led/.test(canvasOf(shape).sheet);

export const isBare = (shape) => shape === "small" || shape === "strip";

export function shapeOf(width, height) {
  if (width < height) return "portrait";
  const ratio = width / height;
  if (height >= LED_PX) return ratio >= WIDE_RATIO ? "wide" : "landscape";
  if (ratio >= STRIP_RATIO) return "strip";
  return height < BARE_PX ? "small" : "panel";
}
