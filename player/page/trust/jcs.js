// One way to write a JSON value: RFC 8785. Mirrors content/canonical.py.
import { TrustError } from "./bytes.js";

const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

/** Keys in UTF-16 order, numbers as ECMAScript prints them. Throws TrustError (malformed). */
export function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.keys(value).sort().map((name) => `${textOf(name)}:${jcs(value[name])}`).join(",")}}`;
  }
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number" && !isFinite(value)) throw new TrustError("malformed", "number");
  return JSON.stringify(value);
}

function textOf(text) {
  if (LONE_HALF.test(text)) throw new TrustError("malformed", "text");
  return JSON.stringify(text);
}
