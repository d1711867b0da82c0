// How long to wait before the next try: full jitter, so that boards do not come back in step.

/** @returns {number} milliseconds, between 0 and min(cap, first * 2^attempt) */
export function fullJitter(attempt, firstMs = 1000, capMs = 30000, random = Math.random) {
  return random() * Math.min(capMs, firstMs * 2 ** Math.min(attempt, 20));
}

/** A period that boards do not share: 20 s ± 2 for 20000, 2000. */
export const around = (meanMs, spreadMs, random = Math.random) => meanMs + (random() * 2 - 1) * spreadMs;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
