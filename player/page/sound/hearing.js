// What is to be heard with what is on the glass. Knows no element and no browser.
import { volumeAt } from "../state/hours.js";

/**
 * The recording that goes with a slot: from the page that carries it on, until another item comes.
 * A film has a sound of its own.
 * @param {{media, item, revision, from}|null} before the recording so far; from: when its page began, in ms
 * @param {{item, revision, startsAt}|null} slot what is on the glass
 * @param {object|null} page that slot's page
 */
export function recordingOf(before, slot, page) {
  if (!slot || !page || page.film) return null;
  if (page.audio) return { media: page.audio.media, item: slot.item, revision: slot.revision, from: slot.startsAt };
  return before && before.item === slot.item && before.revision === slot.revision ? before : null;
}

/** @returns {number} how loud notices are now, 0 to 1: 0 in quiet hours */
export const gainAt = (manifest, atMs) => volumeAt(manifest, atMs) / 100;
