// What an alert is heard by: its tone, the voices of its languages, how often they come again.
// Mirrors content/alert_sound.py; see tests/vectors/alert_sound.json.

const MOST_VOICE_BYTES = 20000000;
const DRILL_AGAIN_S = 600;
const AGAIN_S = { Immediate: 120, Expected: 300, Unknown: 300, Future: 900 };
const DIGEST = /^[0-9a-f]{64}$/;

export const revisionOf = (alert) => `${alert.id}/${alert.revision}`;

/**
 * How an alert is heard; null when nothing of it can be. Its status chooses the tone: a drill
 * never sounds like the real thing, nor the other way round.
 * @returns {{revision: string, tone: string|null, voices: string[], againS: number|null}|null}
 */
export function voiced(alert) {
  const kind = alert.isDrill ? "drill" : "attention";
  const tone = alert.sound === null ? null : kind;
  const voices = Object.keys(voiceFiles(alert));
  return tone || voices.length ? { revision: revisionOf(alert), tone, voices, againS: againS(alert) } : null;
}

/** Seconds from the beginning of a round to that of the next; null: what is past is said once. */
function againS(alert) {
  if (alert.isDrill) return DRILL_AGAIN_S;
  if (alert.urgency === "Past") return null;
  return Object.prototype.hasOwnProperty.call(AGAIN_S, alert.urgency) ? AGAIN_S[alert.urgency] : AGAIN_S.Unknown;
}

/** @returns {Object<string, {bytes: number, type: string}>} each voice that can be fetched, in the order of languages */
export function voiceFiles(alert) {
  const found = {};
  alert.info.forEach(({ audio }) => {
    const about = DIGEST.test(audio || "") ? alert.media[audio] : null;
    if (isVoice(about)) found[audio] = about;
  });
  return found;
}

function isVoice(about) {
  if (typeof about !== "object" || about === null || typeof about.type !== "string" || about.type.indexOf("audio/") !== 0) return false;
  return Number.isSafeInteger(about.bytes) && about.bytes > 0 && about.bytes <= MOST_VOICE_BYTES;
}
