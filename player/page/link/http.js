// The HTTP road to the server, with limits of time and size: no answer is read or parsed beyond
// its limit. Turns foreign trouble into two errors of ours.
import { TrustError, digest, parseObject } from "../trust/bytes.js";

/** The server cannot be had now: try again later. */
export class UnreachableError extends Error {}

/** The server understood and said no; `code` is its stable word for why. */
export class RejectedError extends Error {
  constructor(status, code) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code });
  }
}

/** Bytes of an answer that lists envelopes: alerts in force, the chain of roots. */
export const LIST_LIMIT = 8388608;
/** Bytes of any other answer: a root and an identity or a head, 64 KiB each, and words about them. */
export const ANSWER_LIMIT = 262144;
const LIMIT_MS = 15000;
const BYTES_LIMIT_MS = 120000;

export class Http {
  /** @param {string} base "" for the page's own origin */
  constructor(base = "") {
    this.base = base;
  }

  async json(method, path, { body, token, limit } = {}) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await this.ask(path, {
      method, headers, cache: "no-store", credentials: "omit", body: body === undefined ? undefined : JSON.stringify(body),
    }, LIMIT_MS, limit || ANSWER_LIMIT);
    return readJson(answer);
  }

  /** Fetch what is named by its digest, `limit` bytes at most; caches may serve it unless it must be fresh. */
  async bytes(path, limit, isFresh = false) {
    const options = { method: "GET", credentials: "omit", cache: isFresh ? "reload" : "default" };
    return this.ask(path, options, BYTES_LIMIT_MS, limit);
  }

  async ask(path, options, limitMs, limit) {
    const stop = typeof AbortController === "function" ? new AbortController() : null;
    let timer;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new UnreachableError(`no answer to ${path}`));
      }, limitMs);
    });
    const all = stop ? Object.assign({ signal: stop.signal }, options) : options;
    try {
      return await Promise.race([this.fetchAll(path, all, limit), late]);
    } catch (error) {
      if (stop) stop.abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async fetchAll(path, options, limit) {
    let response;
    let content;
    try {
      response = await fetch(this.base + path, options);
      if (response.status >= 500 || response.status === 429) throw new Error(response.status);
      content = await readWithin(response, limit);
    } catch (error) {
      if (error instanceof RejectedError) throw error;
      throw new UnreachableError(`${path}: ${error.message}`);
    }
    if (response.ok) return content;
    throw new RejectedError(response.status, codeOf(content));
  }
}

/**
 * Fetch what is named by its digest, and once more past every cache if it is not what the name says.
 * Throws TrustError (wrong_digest), RejectedError, UnreachableError.
 */
export async function checkedBytes(http, path, name, limit) {
  for (const isFresh of [false, true]) {
    const raw = await http.bytes(path, limit, isFresh);
    if (digest(raw) === name) return raw;
  }
  throw new TrustError("wrong_digest", path);
}

/** Read the whole body, but stop at the first byte too many. Throws RejectedError (too_large). */
async function readWithin(response, limit) {
  if (Number(response.headers.get("Content-Length")) > limit) throw new RejectedError(response.status, "too_large");
  if (!response.body) return new Uint8Array(0);
  const reader = response.body.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) throw new RejectedError(response.status, "too_large");
    parts.push(part.value);
  }
  return joined(parts, size);
}

function joined(parts, size) {
  const all = new Uint8Array(size);
  let at = 0;
  parts.forEach((part) => {
    all.set(part, at);
    at += part.length;
  });
  return all;
}

function readJson(bytes) {
  try {
    return bytes.length ? parseObject(bytes) : {};
  } catch (error) {
    throw new UnreachableError("the answer is not a JSON object");
  }
}

function codeOf(bytes) {
  try {
    const problem = parseObject(bytes);
    return String(problem.code || problem.error || "rejected");
  } catch (error) {
    return "rejected";
  }
}
