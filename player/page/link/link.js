// The only road to the server: the socket when it can be had, HTTP always. A push is a hint; the
// status exchange every 20 s alone delivers everything.
import { RejectedError, UnreachableError } from "./http.js";
import { around, fullJitter, sleep } from "./backoff.js";
import { BoardSocket } from "./socket.js";

const STATUS_MS = 20000;
const STATUS_SPREAD_MS = 2000;
const LONGEST_SPREAD_S = 10;
const MUTE_AFTER = 2;
const LASTING_MS = 20000;
const AGAIN_MS = 500;
const LONGEST_WAIT_MS = 4000;
const LONGEST_SOCKET_WAIT_MS = 20000;
const SENT_AWAY = ["board_revoked"];
const STALE_TOKEN = ["token_expired", "token_invalid"];

export class Link {
  /**
   * @param {{status: () => object, onAnswer: (answer) => void, onAlert, onHead, onCommand,
   *   onSentAway: (code: string) => void}} handlers
   */
  constructor(http, tokens, handlers) {
    Object.assign(this, { http, tokens, handlers, attempt: 0, failures: 0, unanswered: 0, timer: null, waiting: null, over: false });
    this.socket = new BoardSocket({
      onUp: () => this.cameUp(), onDown: (reason) => this.wentDown(reason),
      onAlert: handlers.onAlert, onHead: handlers.onHead, onCommand: handlers.onCommand,
      onChanged: (hint) => this.changed(hint),
    });
  }

  start() {
    this.connect();
    this.exchange();
  }

  stop() {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.waiting);
    this.socket.close();
  }

  async connect() {
    if (this.over) return;
    try {
      this.socket.open(await this.tokens.get());
    } catch (error) {
      this.refused(error);
      this.retry();
    }
  }

  retry() {
    if (this.over) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.connect(), fullJitter(this.attempt, 1000, LONGEST_SOCKET_WAIT_MS));
    this.attempt += 1;
  }

  /** A connection that lasts makes the next wait short again; one that is cut at once does not. */
  cameUp() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.attempt = 0;
    }, LASTING_MS);
    this.unanswered = 0;
    this.exchange();
  }

  wentDown(reason) {
    if (STALE_TOKEN.indexOf(reason) >= 0) this.tokens.drop();
    if (SENT_AWAY.indexOf(reason) >= 0) this.sentAway(reason);
    this.retry();
  }

  /** One status exchange now, and the next one 20 s later; sooner while the server is away. */
  async exchange() {
    if (this.over) return;
    this.next(around(STATUS_MS, STATUS_SPREAD_MS));
    try {
      const answer = await this.send("status", "/api/v1/board/status", this.handlers.status());
      if (this.over) return;
      this.isBack();
      this.handlers.onAnswer(answer);
    } catch (error) {
      if (error instanceof UnreachableError) this.next(AGAIN_MS + fullJitter(this.failures, 1000, LONGEST_WAIT_MS));
      this.failures += 1;
      this.refused(error);
    }
  }

  next(delayMs) {
    clearTimeout(this.timer);
    if (!this.over) this.timer = setTimeout(() => this.exchange(), delayMs);
  }

  /** The server answers again: the socket need not wait its turn. */
  isBack() {
    if (this.failures > 0 && !this.socket.isUp) {
      this.attempt = 0;
      this.retry();
    }
    this.failures = 0;
  }

  /** Over the socket, else over HTTP. Throws UnreachableError or RejectedError. */
  async send(event, path, body) {
    if (this.socket.isUp) {
      try {
        const answer = await this.socket.ask(event, body);
        if (answer.error) throw new Error(answer.error);
        this.unanswered = 0;
        return answer;
      } catch (error) {
        this.unanswered += 1;
        if (this.unanswered >= MUTE_AFTER) this.socket.end("mute");
      }
    }
    return this.call("POST", path, body);
  }

  /** An HTTP call with the board's token; a stale token is renewed once. `limit`: bytes of the answer. */
  async call(method, path, body, limit) {
    for (let again = 0; ; again += 1) {
      const token = await this.tokens.get();
      try {
        return await this.http.json(method, path, { body, token, limit });
      } catch (error) {
        const isStale = error instanceof RejectedError && error.status === 401 && error.code !== "board_revoked";
        if (!isStale || again > 0) throw error;
        this.tokens.drop();
      }
    }
  }

  /** A hint that something changed: fetch the head after a random part of the spread. */
  changed(hint) {
    const spread = Math.min(LONGEST_SPREAD_S, Math.max(0, Number(hint.spread_s) || 0));
    if (this.fetching) return;
    this.fetching = sleep(Math.random() * spread * 1000).then(() => {
      this.fetching = null;
      return this.fetchHead();
    });
  }

  async fetchHead() {
    try {
      this.handlers.onAnswer(await this.call("GET", "/api/v1/board/head"));
    } catch (error) {
      this.refused(error);
    }
  }

  refused(error) {
    if (error instanceof RejectedError) {
      const unknown = error.code === "token_invalid" || error.status === 404;
      if (SENT_AWAY.indexOf(error.code) >= 0) this.sentAway(error.code);
      else if (unknown) this.sentAway("unknown");
    } else if (!(error instanceof UnreachableError)) throw error;
  }

  sentAway(code) {
    if (!this.over) this.handlers.onSentAway(code);
  }
}
