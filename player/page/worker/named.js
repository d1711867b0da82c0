// What a board fetches by digest: how large it may be, and whether bytes are what the name says.
import { SIZE_LIMITS } from "../trust/limits.js";

const KINDS = { manifests: "manifest", items: "item", media: "media" };
const NAMED = /^\/(manifests|items|media)\/([0-9a-f]{64})$/;

/** @returns {{limit: number, isTrue: (bytes: ArrayBuffer) => Promise<boolean>} | null} null for another path */
export function named(path) {
  const found = NAMED.exec(path);
  if (!found) return null;
  const [, kind, name] = found;
  const isTrue = async (bytes) => {
    try {
      return (await hex(kind === "manifests" ? payloadOf(bytes) : bytes)) === name;
    } catch (error) {
      return false;
    }
  };
  return { limit: SIZE_LIMITS[KINDS[kind]], isTrue };
}

/** Read a body; null when it is longer than it may be, and then the rest stays unread. */
export async function readWhole(answer, limit) {
  if (Number(answer.headers.get("Content-Length")) > limit) return null;
  const reader = answer.body.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    parts.push(part.value);
  }
  return new Blob(parts).arrayBuffer();
}

/** A manifest's digest is that of the payload in its envelope. */
function payloadOf(bytes) {
  const text = atob(JSON.parse(new TextDecoder().decode(bytes)).payload);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function hex(bytes) {
  const hashed = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hashed, (byte) => (byte + 256).toString(16).slice(1)).join("");
}
