// A page that an agent serves on loopback believes seven things of it that it could not check: the
// time, when the server was last heard of, which score is whole, which alerts there are to be asked
// for, which of them were on the glass and which called out before this page was opened, and
// whether the screen was switched on or off by command. Nobody else is believed.
import { instantMs } from "../time/instant.js";

const LOOPBACK = ["127.0.0.1", "localhost"];

/**
 * @returns {{nowMs, isTrusted, headAtMs, manifest, alerts: string[], painted: string[], heard: string[],
 *   isPowered: boolean|null}|null} the agent's own words, null from a server; painted and heard as `revisionOf` names them
 */
export function ownAgentsWord(answer, host = location.hostname) {
  if (!answer || typeof answer.clock_trusted !== "boolean" || LOOPBACK.indexOf(host) < 0) return null;
  const { manifest, alerts, painted, heard, power } = answer;
  return {
    nowMs: instantMs(answer.now), isTrusted: answer.clock_trusted, headAtMs: instantMs(answer.head_at),
    manifest: typeof manifest === "string" ? manifest : null, alerts: Array.isArray(alerts) ? alerts : [],
    painted: revisionsOf(painted), heard: revisionsOf(heard), isPowered: typeof power === "boolean" ? power : null,
  };
}

const revisionsOf = (listed) => (Array.isArray(listed) ? listed : []).filter(Array.isArray).map(([id, revision]) => `${id}/${revision}`);

/** Whether this page is its own box's: then where it stands was decided by the agent. */
export const isOnLoopback = (host = location.hostname) => LOOPBACK.indexOf(host) >= 0;

/** The key whose check number the screen shows: the agent's, when the page is only its glass. */
export function keyToCheck(started, own, host = location.hostname) {
  return typeof started.board_key_id === "string" && LOOPBACK.indexOf(host) >= 0 ? started.board_key_id : own;
}
