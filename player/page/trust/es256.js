// ECDSA on P-256, which only the browser itself can check, and only in time: it is asked beforehand,
// and its answers are kept. Over plain http there is nobody to ask.
import { TrustError, digest, toBase64 } from "./bytes.js";

const MOST_KEPT = 500;
const LONGEST_MS = 5000;
const WIDTH = 32;
const answers = new Map();

const nameOf = (publicKey, message, signature) => [publicKey, message, signature].map((bytes) => digest(bytes)).join(" ");

/** Whether signatures can be checked here: a page over plain http has all its code from the server as it is. */
export const canCheck = () => typeof crypto === "object" && Boolean(crypto.subtle);

/** What was found out; where nothing can be, it counts as good. Throws TrustError (approval_unchecked). */
export function isEcdsaSigned(publicKey, message, signature) {
  if (!canCheck()) return true;
  const answer = answers.get(nameOf(publicKey, message, signature));
  if (answer === undefined) throw new TrustError("approval_unchecked");
  return answer;
}

/** Ask the browser, and keep what it says; one that does not answer in time has said nothing. */
export async function askFor(publicKey, message, signature) {
  const name = nameOf(publicKey, message, signature);
  if (!canCheck() || answers.has(name)) return;
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_MS);
  });
  const answer = await Promise.race([verified(publicKey, message, signature), late]);
  clearTimeout(timer);
  if (answer === undefined) return;
  if (answers.size >= MOST_KEPT) answers.clear();
  answers.set(name, answer);
}

async function verified(publicKey, message, signature) {
  const pair = pairOf(signature);
  if (!pair) return false;
  try {
    const key = await crypto.subtle.importKey("jwk", jwkOf(publicKey), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, pair, message);
  } catch (error) {
    return false;
  }
}

const base64url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const jwkOf = (point) => ({
  kty: "EC", crv: "P-256", x: base64url(point.slice(1, 1 + WIDTH)), y: base64url(point.slice(1 + WIDTH)),
});

/** The two numbers of a signature in DER, each in 32 bytes; null for anything looser. */
export function pairOf(der) {
  if (der.length < 8 || der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const first = der[3];
  const second = der[5 + first];
  if (second === undefined || 6 + first + second !== der.length || der[2] !== 2 || der[4 + first] !== 2) return null;
  const numbers = [der.slice(4, 4 + first), der.slice(6 + first)].map(numberOf);
  if (numbers.some((number) => !number)) return null;
  const pair = new Uint8Array(2 * WIDTH);
  numbers.forEach((number, index) => pair.set(number, (index + 1) * WIDTH - number.length));
  return pair;
}

/** A positive number in the fewest bytes there can be; null for another. */
function numberOf(bytes) {
  if (!bytes.length || bytes[0] >= 0x80) return null;
  if (bytes[0] !== 0) return bytes.length <= WIDTH ? bytes : null;
  return bytes.length > 1 && bytes.length <= WIDTH + 1 && bytes[1] >= 0x80 ? bytes.slice(1) : null;
}
