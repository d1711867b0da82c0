// The agreed form of a manifest, checked before it is taken: what passes can be played. Fields that
// are not known here are left alone. Mirrors content/manifest_check.py.
import { TrustError, isDigest } from "../trust/bytes.js";
import { isObject, readInstant, readList, readObject, readText } from "../trust/fields.js";

const SPEC = 1;
// The canvas of every shape is so many u on its short side.
const LARGEST_EM_U = 108;

const isWhole = (value, low, high = Number.MAX_SAFE_INTEGER) => Number.isSafeInteger(value) && low <= value && value <= high;
const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
const isPercent = (value) => isWhole(value, 0, 100);

const LAID = { power: (value) => typeof value === "boolean", volume: isPercent, brightness: isPercent };

/** Refuse a manifest that a board could not play. Throws TrustError (spec, malformed). */
export function checkShape(payload) {
  if (has(payload, "spec") && payload.spec !== SPEC) throw new TrustError("spec");
  const items = readObject(payload, "items");
  if (has(payload, "issued_at")) readInstant(payload, "issued_at");
  Object.keys(items).forEach((name) => checkItem(items[name]));
  const zones = readObject(payload, "zones");
  checkZone(readObject(zones, "main"), items);
  if (has(zones, "ticker")) checkZone(readObject(zones, "ticker"), items);
  if (has(payload, "media")) checkMedia(readObject(payload, "media"));
  if (has(payload, "layout")) checkLayout(readObject(payload, "layout"));
  Object.keys(LAID).filter((name) => has(payload, name)).forEach((name) => checkLaid(payload, name, LAID[name]));
}

function refuseUnless(isGood, what) {
  if (!isGood) throw new TrustError("malformed", what);
}

function checkItem(item) {
  refuseUnless(isObject(item) && isDigest(item.digest), "items");
  readInstant(item, "from");
  readInstant(item, "until");
}

function checkZone(zone, items) {
  const cycles = readObject(zone, "cycles");
  Object.keys(cycles).forEach((name) => {
    refuseUnless(Array.isArray(cycles[name]) && cycles[name].every((slot) => isSlot(slot, items)), "cycles");
  });
  checkLaid(zone, "timeline", (name) => typeof name === "string" && has(cycles, name));
}

function isSlot(slot, items) {
  if (!Array.isArray(slot) || slot.length !== 3) return false;
  const [item, page, seconds] = slot;
  return typeof item === "string" && has(items, item) && isWhole(page, 0) && isWhole(seconds, 1);
}

/** A list of [instant, value], the earliest first. */
function checkLaid(payload, name, isValue) {
  readList(payload, name).reduce((before, entry) => {
    refuseUnless(Array.isArray(entry) && entry.length === 2 && isValue(entry[1]), name);
    const at = readInstant(entry, 0);
    refuseUnless(before <= at, name);
    return at;
  }, -Infinity);
}

function checkMedia(media) {
  Object.keys(media).forEach((name) => {
    refuseUnless(isDigest(name) && isObject(media[name]) && isWhole(media[name].bytes, 1), "media");
  });
}

function checkLayout(layout) {
  readText(layout, "shape");
  refuseUnless(typeof layout.em_u === "number" && layout.em_u > 0 && layout.em_u <= LARGEST_EM_U, "layout");
}
