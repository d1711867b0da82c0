// Alerts that are over for good: remembered until they would have expired. Mirrors content/ended.py.
import { matches } from "./targeting.js";

export const MOST_UNKNOWN = 500;
const MARGIN_MS = 24 * 3600 * 1000;

const known = (ended, id) => (Object.prototype.hasOwnProperty.call(ended, id) ? ended[id] : null);

/** Up to which revision an alert is over; 0 when it is not. */
export const endedAt = (ended, id) => (known(ended, id) ? known(ended, id).revision : 0);

/** Remember one more; `held` is the revision it ends. One never had is remembered while there is room. */
export function endedWith(ended, over, held) {
  const before = known(ended, over.id);
  if (!before && !held && over.isCancelled && Object.keys(ended).length >= MOST_UNKNOWN) return ended;
  const ends = [over.expires].concat(held ? [held.expires] : [], before ? [before.expires] : []);
  const revision = Math.max(over.revision, before ? before.revision : 0);
  return Object.assign({}, ended, { [over.id]: { revision, expires: Math.max(...ends) } });
}

/** Whether a head that leaves an alert out says so that it was cancelled, and not that the board was moved. */
export const isCancelledBy = (head, alert, identity) => !alert.isBareTest && head.identity === identity.digest
  && head.issuedAt < alert.expires && matches(alert.targets, identity);

/** Forget those that have long expired by the board's own time. */
export function stillEnded(ended, atMs) {
  const kept = {};
  Object.keys(ended).filter((id) => atMs <= ended[id].expires + MARGIN_MS).forEach((id) => {
    kept[id] = ended[id];
  });
  return kept;
}
