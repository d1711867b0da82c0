// What a zone shows at an instant. Mirrors slot_at of content/manifest.py; see tests/vectors/score*.json.
import { instantMs } from "../time/instant.js";

const cycleMs = (cycle) => cycle.reduce((sum, slot) => sum + slot[2], 0) * 1000;

/**
 * @param {object} manifest the payload
 * @param {string} zone "main" or "ticker"
 * @param {number} atMs Unix milliseconds
 * @param {(item: string, page: number) => boolean} usable are its bytes here and verified
 * @returns {{item: string, page: number, startsAt: number, seconds: number, instead: string | null} | null}
 *   instead: the item that the score has here, when its bytes are not
 */
export function slotAt(manifest, zone, atMs, usable) {
  const entry = timelineEntry(manifest.zones[zone], atMs);
  if (!entry) return null;
  const { cycle, startMs } = entry;
  const total = cycleMs(cycle);
  if (!cycle.length || total <= 0) return null;
  const into = Math.floor((atMs - startMs) / 1000) * 1000;
  let offset = into % total;
  let startsAt = startMs + (into - offset);
  let index = 0;
  while (offset >= cycle[index][2] * 1000) {
    offset -= cycle[index][2] * 1000;
    startsAt += cycle[index][2] * 1000;
    index += 1;
  }
  const seconds = cycle[index][2];
  let instead = null;
  for (let step = 0; step < cycle.length; step += 1) {
    const [item, page] = cycle[(index + step) % cycle.length];
    if (isWithin(manifest.items[item], atMs)) {
      if (usable(item, page)) return { item, page, startsAt, seconds, instead };
      instead = instead || item;
    }
  }
  return null;
}

/** The last timeline entry not after the instant, with its cycle. */
function timelineEntry(zone, atMs) {
  if (!zone || !zone.timeline) return null;
  let found = null;
  for (const [instant, name] of zone.timeline) {
    const startMs = instantMs(instant);
    if (startMs > atMs) break;
    found = { startMs, cycle: zone.cycles[name] || [] };
  }
  return found;
}

function isWithin(item, atMs) {
  if (!item) return false;
  return (!item.from || instantMs(item.from) <= atMs) && (!item.until || atMs < instantMs(item.until));
}
