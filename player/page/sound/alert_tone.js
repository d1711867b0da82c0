// The tones before an alert, made here: a two-tone call, and for a drill three soft notes falling.
// Mirrors content/alert_tone.py; see tests/vectors/alert_sound.json.
import { wavUrl } from "./wav.js";

const RATE = 16000;
const LOUDEST = 32000;
const EDGE_S = 0.01;
const [CALL_HZ, CALL_S, CALLS] = [[800, 1000], 0.45, 6];
const OVERTONES = [[1, 0.93], [3, 0.43], [5, 0.18]];
const [NOTES_HZ, NOTE_S, FADES_S] = [[784, 659, 523], 0.8, 0.25];
const SOFT = [[1, 0.4]];

/** @returns {number[]} the samples of a tone, "attention" or "drill" */
export function toneSamples(tone) {
  if (tone === "drill") return [].concat(...NOTES_HZ.map((hertz) => note(hertz, NOTE_S, SOFT, (atS) => Math.exp(-atS / FADES_S))));
  const pair = [].concat(...CALL_HZ.map((hertz) => note(hertz, CALL_S, OVERTONES, () => 1)));
  return [].concat(...Array(CALLS).fill(pair));
}

/** One note; its ends are rounded off so that they do not click. */
function note(hertz, seconds, overtones, strength) {
  return Array.from({ length: Math.round(seconds * RATE) }, (_, place) => {
    const atS = place / RATE;
    const edge = Math.min(1, atS / EDGE_S, (seconds - atS) / EDGE_S);
    const turn = 2 * Math.PI * hertz * atS;
    const wave = overtones.reduce((sum, [times, share]) => sum + share * Math.sin(times * turn), 0);
    return Math.round(LOUDEST * edge * strength(atS) * wave);
  });
}

const made = {};

/** @returns {string} an object URL, the same each time */
export function toneUrl(tone) {
  if (!made[tone]) made[tone] = wavUrl(toneSamples(tone), RATE);
  return made[tone];
}
