// Power by command: it holds until its time, a day at most, or until the hours next change of
// themselves. Mirrors content/power.py; see tests/vectors/power.json.
import { instantMs } from "../time/instant.js";

const isNone = (value) => value === undefined || value === null;
const DAY_MS = 24 * 3600 * 1000;

/** Take a command as it came. @returns {{isOn, planned, until}|null} null: the hours decide; undefined: no such command */
export function powerOrder({ on, until }, planned, atMs) {
  if (isNone(on) && isNone(until)) return null;
  if (typeof on !== "boolean") return undefined;
  try {
    const end = isNone(until) ? atMs + DAY_MS : Math.min(instantMs(until), atMs + DAY_MS);
    return { isOn: on, planned, until: end };
  } catch (error) {
    return undefined;
  }
}

/** @returns the order while it holds against what the hours say now, else null: it is over for good */
export function stillHolds(order, planned, atMs) {
  return order && order.planned === planned && atMs < order.until ? order : null;
}

/** @returns {boolean} is the screen to be on: by the order while it holds, else by the hours */
export const isPowered = (order, planned, atMs) => (stillHolds(order, planned, atMs) ? order.isOn : planned);
