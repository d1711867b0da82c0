// A board's verified state on disk: written after every change, verified again when read.
import { TrustError } from "../trust/bytes.js";
import { prepare } from "../trust/approvals.js";
import { readEnvelope } from "../trust/envelope.js";
import { firstRoot } from "../trust/root.js";
import { applyAlert, applyHead, firstState } from "./board_state.js";

export function keepState(store, state) {
  return store.write("state", {
    board: state.board, root: state.rootWire, identity: state.identityWire, head: state.headWire,
    headAt: state.headAt, mark: state.mark, alerts: Object.keys(state.alerts).map((id) => state.alerts[id].wire),
    revoked: state.revoked, ended: state.ended,
  });
}

/** @returns {Promise<object|null>} the state, or null when there is none that verifies */
export async function readState(store) {
  const kept = store.read("state");
  if (!kept) return null;
  try {
    const { officers } = firstRoot(readEnvelope(kept.root, "root"));
    await Promise.all((kept.alerts || []).map((wire) => prepare(wire, "alert", officers)));
    const first = Object.assign(firstState(kept.board, kept.root, kept.identity, kept.headAt, true), {
      revoked: kept.revoked || [], ended: kept.ended || {},
    });
    // Alerts first: an older revision stands until the one that the head lists is there.
    const alerted = (kept.alerts || []).reduce((state, wire) => attempt(() => applyAlert(state, wire, null), state), first);
    const headed = kept.head ? attempt(() => applyHead(alerted, kept.head, kept.headAt), alerted) : alerted;
    return Object.assign({}, headed, { mark: headed.mark || kept.mark });
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return null;
  }
}

function attempt(step, otherwise) {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return otherwise;
  }
}
