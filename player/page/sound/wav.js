// Samples as a whole WAV file: 16 bits, one channel. Mirrors content/alert_tone.py.

const [PCM, MONO, BITS] = [1, 1, 16];

/** @param {number[]} samples from -32768 to 32767 @returns {Uint8Array} a whole file */
export function wav(samples, rate) {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const word = (at, text) => Array.from(text).forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  [PCM, MONO].forEach((value, place) => view.setUint16(20 + 2 * place, value, true));
  [rate, 2 * rate].forEach((value, place) => view.setUint32(24 + 4 * place, value, true));
  [2, BITS].forEach((value, place) => view.setUint16(32 + 2 * place, value, true));
  word(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, place) => view.setInt16(44 + 2 * place, sample, true));
  return bytes;
}

/** @returns {string} an object URL of them */
export const wavUrl = (samples, rate) => URL.createObjectURL(new Blob([wav(samples, rate)], { type: "audio/wav" }));
