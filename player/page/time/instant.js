// Instants on the wire: RFC 3339 <-> Unix milliseconds. Mirrors content/instant.py.

const PATTERN = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

/** Read an instant as Unix milliseconds, cut to milliseconds. Throws RangeError. */
export function instantMs(text) {
  const found = typeof text === "string" ? PATTERN.exec(text) : null;
  const zone = found && (found[4] === "z" ? "Z" : found[4]);
  const fraction = found && (found[3] || "").concat("000").slice(0, 3);
  const ms = found ? Date.parse(`${found[1]}T${found[2]}.${fraction}${zone}`) : NaN;
  if (!isFinite(ms) || !isReal(found)) throw new RangeError(`${String(text).slice(0, 40)} is not an instant`);
  return ms;
}

/** Date.parse lets 24:00 and 29 February of any year pass. */
const isReal = ([, day, clock]) => clock < "24" && new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().slice(0, 10) === day;

/** Write Unix milliseconds; none are written when they are zero. */
export const instantText = (ms) => new Date(Math.floor(ms)).toISOString().replace(".000Z", "Z");
