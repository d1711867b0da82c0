// A page that an agent serves on loopback believes three things of it that it could not check: the
// time, when the server was last heard of, and which score is whole. Nobody else is believed.
import { instantMs } from "../time/instant.js";

const LOOPBACK = ["127.0.0.1", "localhost"];

/** @returns {{nowMs, isTrusted, headAtMs, manifest}|null} the agent's own words, null from a server */
export function ownAgentsWord(answer, host = location.hostname) {
  if (!answer || typeof answer.clock_trusted !== "boolean" || LOOPBACK.indexOf(host) < 0) return null;
  const { manifest } = answer;
  return {
    nowMs: instantMs(answer.now), isTrusted: answer.clock_trusted, headAtMs: instantMs(answer.head_at),
    manifest: typeof manifest === "string" ? manifest : null,
  };
}

/** The key whose check number the screen shows: the agent's, when the page is only its glass. */
export function keyToCheck(started, own, host = location.hostname) {
  return typeof started.board_key_id === "string" && LOOPBACK.indexOf(host) >= 0 ? started.board_key_id : own;
}
