// Reading fields of a verified payload: the right type, or TrustError (malformed).
import { TrustError, isDigest } from "./bytes.js";
import { instantMs } from "../time/instant.js";

const refuse = (name) => {
  throw new TrustError("malformed", name);
};
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const readObject = (payload, name) => (isObject(payload[name]) ? payload[name] : refuse(name));
export const readList = (payload, name) => (Array.isArray(payload[name]) ? payload[name] : refuse(name));
export const readDigest = (payload, name) => (isDigest(payload[name]) ? payload[name] : refuse(name));
export const readText = (payload, name, longest = 20000) => (
  typeof payload[name] === "string" && payload[name].length <= longest ? payload[name] : refuse(name));

export function readInteger(payload, name, low = 0) {
  const value = payload[name];
  return Number.isSafeInteger(value) && value >= low ? value : refuse(name);
}

/** An id: not empty, without control characters. */
export function readName(payload, name) {
  const value = readText(payload, name, 200);
  return value && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value) ? value : refuse(name);
}

export function readNames(payload, name) {
  const value = readList(payload, name);
  return value.every((entry) => typeof entry === "string") ? value : refuse(name);
}

/** An instant as Unix milliseconds. */
export function readInstant(payload, name) {
  try {
    return instantMs(payload[name]);
  } catch (error) {
    return refuse(name);
  }
}
