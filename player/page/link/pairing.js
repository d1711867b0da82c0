// Pairing: ask for a code, show it, ask every few seconds whether somebody let us in; a code that
// ran out is replaced by a new one. Source: RFC 8628; the board's protocol, Pairing.
import { prepare } from "../trust/approvals.js";
import { firstRoot, followRoots } from "../trust/root.js";
import { TrustError } from "../trust/bytes.js";
import { firstState } from "../state/board_state.js";
import { isOnLoopback, keyToCheck } from "../state/own_agent.js";
import { readEnvelope } from "../trust/envelope.js";
import { checkNumber } from "../trust/messages.js";
import { RejectedError, UnreachableError } from "./http.js";
import { fullJitter, sleep } from "./backoff.js";

export const SOFTWARE = "bangtin-page/1";

export class Pairing {
  /** @param {{onCode: (shown) => void, onLeft: (ms: number) => void, onTrouble: (code) => void}} handlers */
  constructor(http, keys, handlers, { link = null, clock, size }) {
    Object.assign(this, { http, keys, handlers, link, clock, size });
  }

  /** Until somebody lets this board in. @returns {Promise<{state, token, expiresIn}>} */
  async run() {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const paired = await this.once();
        if (paired) return paired;
        attempt = 0;
      } catch (error) {
        if (!isTrouble(error)) throw error;
        this.handlers.onTrouble(error.code);
        await sleep(1000 + fullJitter(attempt));
      }
    }
  }

  /** One code, from its making to its end; null when it ran out. */
  async once() {
    const body = Object.assign({ public_key: this.keys.publicKey, software: SOFTWARE }, this.size());
    if (this.link) body.link = this.link;
    const started = await this.http.json("POST", "/api/v1/pairings", { body });
    const root = firstRoot(readEnvelope(started.root, "root"));
    const endsAt = this.clock.monoMs() + started.expires_in * 1000;
    const uri = started.verification_uri;
    this.handlers.onCode({
      userCode: started.user_code, uri, fullUri: started.verification_uri_complete || uri,
      isOfAgent: Boolean(started.board_key_id),
      checkNumber: checkNumber(keyToCheck(started, this.keys.keyId), root.digest),
    });
    const counting = setInterval(() => this.handlers.onLeft(endsAt - this.clock.monoMs()), 500);
    this.handlers.onLeft(endsAt - this.clock.monoMs());
    try {
      return await this.ask(started, root, endsAt);
    } finally {
      clearInterval(counting);
    }
  }

  /** Ask for the token until there is one, or the code has run out. */
  async ask(started, root, endsAt) {
    let intervalMs = started.interval * 1000;
    let waitMs = this.link ? 0 : intervalMs;
    while (this.clock.monoMs() < endsAt) {
      await sleep(waitMs);
      const answer = await this.collect(started.device_code);
      if (answer.identity) return this.checked(answer, root, started.root);
      if (answer.error === "slow_down") intervalMs += 5000;
      if (answer.error === "expired_token" || answer.error === "access_denied") return null;
      waitMs = intervalMs;
    }
    return null;
  }

  async collect(deviceCode) {
    try {
      return await this.http.json("POST", "/api/v1/pairings/token", { body: { device_code: deviceCode } });
    } catch (error) {
      if (error instanceof RejectedError) return { error: error.code };
      if (error instanceof UnreachableError) return { error: "unreachable" };
      throw error;
    }
  }

  /**
   * The root of the answer must be the one whose check number was shown, or follow from it, and
   * officers must have approved where the board is.
   */
  async checked(answer, root, rootWire) {
    const envelope = readEnvelope(answer.root, "root");
    const isSame = envelope.digest === root.digest;
    const rootNow = isSame ? rootWire : answer.root;
    if (!isSame && followRoots(root, [envelope]).digest !== envelope.digest) throw new TrustError("root_version");
    await prepare(answer.identity, "identity", firstRoot(readEnvelope(rootNow, "root")).officers);
    const state = firstState(answer.board_id, rootNow, answer.identity, this.clock.wallMs(), isOnLoopback());
    return { state, token: answer.access_token, expiresIn: answer.expires_in };
  }
}

const isTrouble = (error) => error instanceof UnreachableError || error instanceof RejectedError || error instanceof TrustError;
