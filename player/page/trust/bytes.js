// Bytes and their spellings: UTF-8, base64, hex, SHA-256.
import jsSha from "js-sha256";

export class TrustError extends Error {
  /** @param {string} code stable name of the refusal, as in content/trust.py */
  constructor(code, message) {
    super(message || code);
    this.name = "TrustError";
    this.code = code;
  }
}

export const utf8 = (text) => new TextEncoder().encode(text);

/** Read UTF-8 strictly. Throws TrustError (malformed). */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TrustError("malformed", "not UTF-8");
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Read standard base64, nothing looser. Throws TrustError (malformed). */
export function fromBase64(text) {
  if (typeof text !== "string" || !BASE64.test(text)) throw new TrustError("malformed", "base64");
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export function toBase64(bytes) {
  let raw = "";
  for (let i = 0; i < bytes.length; i += 1) raw += String.fromCharCode(bytes[i]);
  return btoa(raw);
}

/** SHA-256 in lower-case hex. */
export const digest = (bytes) => jsSha.sha256(bytes);

export const isDigest = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

/** Read strict JSON that is an object. Throws TrustError (malformed). */
export function parseObject(bytes) {
  let value;
  try {
    value = JSON.parse(textOf(bytes));
  } catch (error) {
    throw new TrustError("malformed", "JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TrustError("malformed", "not an object");
  }
  return value;
}
