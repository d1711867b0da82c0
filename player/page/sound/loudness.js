// How loud an alert is on a board. Mirrors content/alert_loudness.py; see
// tests/vectors/alert_loudness.json.

/**
 * @param {number} volume of notices now, in percent @param {boolean} isQuiet quiet hours are on
 * @returns {number|null} percent, 1 to 100; null is not heard at all
 */
export function loudness(isDrill, isSilent, volume, isQuiet) {
  if (isSilent) return null;
  if (!isDrill) return 100;
  return isQuiet || volume <= 0 ? null : Math.min(volume, 100);
}
