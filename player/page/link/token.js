// The access token: bought with a signed challenge, kept until shortly before it ends.
import { toBase64 } from "../trust/bytes.js";
import { tokenMessage } from "../trust/messages.js";

const SPARE_MS = 60000;

export class TokenKeeper {
  constructor(http, keys, board, clock) {
    Object.assign(this, { http, keys, board, clock, token: null, endsAt: 0, asking: null });
  }

  /** Take the token that came with the pairing. */
  take(token, expiresInS) {
    this.token = token;
    this.endsAt = this.clock.monoMs() + expiresInS * 1000;
  }

  drop() {
    this.token = null;
  }

  /** Throws UnreachableError or RejectedError. */
  async get() {
    if (this.token && this.clock.monoMs() < this.endsAt - SPARE_MS) return this.token;
    if (!this.asking) {
      const done = () => {
        this.asking = null;
      };
      this.asking = this.buy();
      this.asking.then(done, done);
    }
    return this.asking;
  }

  async buy() {
    const { nonce } = await this.http.json("POST", "/api/v1/board/challenge", { body: { board_id: this.board } });
    const sig = toBase64(this.keys.sign(tokenMessage(this.board, nonce)));
    const answer = await this.http.json("POST", "/api/v1/board/token", { body: { board_id: this.board, nonce, sig } });
    this.take(answer.access_token, answer.expires_in);
    return this.token;
  }
}
