// Volume, brightness and power of notices by the hour, as the score lays them out. Mirrors
// content/hours.py; see tests/vectors/hours.json. Alerts are heard and shown whatever these say.
import { instantMs } from "../time/instant.js";

/** The value of the last entry [instant, value] not after the instant. */
function lastOf(laid, atMs, otherwise) {
  let low = 0;
  let high = laid ? laid.length : 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instantMs(laid[middle][0]) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low ? laid[low - 1][1] : otherwise;
}

/** @returns {number} the most volume in percent, 0 in quiet hours */
export function volumeAt(manifest, atMs) {
  return lastOf(manifest && manifest.volume, atMs, 100);
}

/** @returns {number} the brightness in percent */
export function brightnessAt(manifest, atMs) {
  return lastOf(manifest && manifest.brightness, atMs, 100);
}

/** @returns {boolean} is the screen to be on */
export function powerAt(manifest, atMs) {
  return lastOf(manifest && manifest.power, atMs, true);
}
