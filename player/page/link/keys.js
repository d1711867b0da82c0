// The board's own key: made here on first start, never leaves this browser.
import nacl from "tweetnacl";
import { digest, fromBase64, toBase64 } from "../trust/bytes.js";

export class BoardKeys {
  constructor(pair) {
    this.pair = pair;
    this.publicKey = toBase64(pair.publicKey);
    this.keyId = digest(pair.publicKey);
  }

  static make() {
    return new BoardKeys(nacl.sign.keyPair());
  }

  /** @param {string|null} kept what `kept()` gave */
  static from(kept) {
    return kept ? new BoardKeys(nacl.sign.keyPair.fromSecretKey(fromBase64(kept))) : null;
  }

  kept() {
    return toBase64(this.pair.secretKey);
  }

  sign(message) {
    return nacl.sign.detached(message, this.pair.secretKey);
  }
}

/** So many random bytes in hex. */
export const randomHex = (bytes) => Array.from(nacl.randomBytes(bytes), (byte) => (byte + 256).toString(16).slice(1)).join("");
