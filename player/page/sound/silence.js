// A twentieth of a second of nothing: whether it may be played is whether sound may.
import { wavUrl } from "./wav.js";

const RATE = 8000;

let address = null;

/** @returns {string} an object URL */
export function silence() {
  if (!address) address = wavUrl(Array(RATE / 20).fill(0), RATE);
  return address;
}
