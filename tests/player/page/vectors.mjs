// The vectors that Python and the page share, as tests see them.
import { readFileSync } from "node:fs";

export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));

/** "ok", or the code of the refusal. */
export function codeOf(work) {
  try {
    work();
    return "ok";
  } catch (error) {
    if (error.name !== "TrustError") throw error;
    return error.code;
  }
}
