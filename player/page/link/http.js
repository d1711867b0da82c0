// The HTTP road to the server, with time limits. Turns foreign trouble into two errors of ours.

/** The server cannot be had now: try again later. */
export class UnreachableError extends Error {}

/** The server understood and said no; `code` is its stable word for why. */
export class RejectedError extends Error {
  constructor(status, code) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code });
  }
}

const LIMIT_MS = 15000;
const BYTES_LIMIT_MS = 120000;

export class Http {
  /** @param {string} base "" for the page's own origin */
  constructor(base = "") {
    this.base = base;
  }

  async json(method, path, { body, token, limitMs } = {}) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await this.ask(path, {
      method, headers, cache: "no-store", credentials: "omit", body: body === undefined ? undefined : JSON.stringify(body),
    }, limitMs, (response) => response.text());
    return readJson(answer);
  }

  /** Fetch what is named by its digest; caches may serve it unless it must be fresh. */
  async bytes(path, isFresh = false) {
    const options = { method: "GET", credentials: "omit", cache: isFresh ? "reload" : "default" };
    return new Uint8Array(await this.ask(path, options, BYTES_LIMIT_MS, (response) => response.arrayBuffer()));
  }

  async ask(path, options, limitMs = LIMIT_MS, read) {
    const stop = typeof AbortController === "function" ? new AbortController() : null;
    let timer;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        if (stop) stop.abort();
        reject(new UnreachableError(`no answer to ${path}`));
      }, limitMs);
    });
    const all = stop ? Object.assign({ signal: stop.signal }, options) : options;
    try {
      return await Promise.race([this.fetchAll(path, all, read), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async fetchAll(path, options, read) {
    let response;
    let content;
    try {
      response = await fetch(this.base + path, options);
      content = await (response.ok ? read(response) : response.text());
    } catch (error) {
      throw new UnreachableError(`${path}: ${error.message}`);
    }
    if (response.ok) return content;
    if (response.status >= 500 || response.status === 429) throw new UnreachableError(`${path}: ${response.status}`);
    throw new RejectedError(response.status, codeOf(content));
  }
}

function readJson(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch (error) {
    throw new UnreachableError("the answer is not JSON");
  }
}

function codeOf(text) {
  try {
    const problem = JSON.parse(text);
    return String(problem.code || problem.error || "rejected");
  } catch (error) {
    return "rejected";
  }
}
