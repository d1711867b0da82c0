// One Socket.IO connection to /board, opened and closed by hand: the link decides when to retry.
import { io } from "socket.io-client";

const ACK_LIMIT_MS = 5000;

export class BoardSocket {
  /** @param {{onAlert, onHead, onChanged, onCommand, onUp, onDown}} handlers */
  constructor(handlers, base = "") {
    this.handlers = handlers;
    this.base = base;
    this.socket = null;
  }

  get isUp() {
    return Boolean(this.socket && this.socket.connected);
  }

  open(token) {
    this.close();
    const socket = io(`${this.base || location.origin}/board`, {
      path: "/socket.io/", transports: ["websocket"], upgrade: false, reconnection: false, forceNew: true,
      timeout: 10000, auth: { token, protocol: 1 },
    });
    this.socket = socket;
    const mine = (then) => (...values) => {
      if (this.socket === socket) then(...values);
    };
    socket.on("connect", mine(() => this.handlers.onUp()));
    socket.on("connect_error", mine((error) => this.end((error.data && error.data.code) || "unreachable")));
    socket.on("disconnect", mine((reason) => this.end(reason)));
    socket.on("alert", mine((value) => this.handlers.onAlert(value)));
    socket.on("head", mine((value) => this.handlers.onHead(value)));
    socket.on("changed", mine((value) => this.handlers.onChanged(value || {})));
    socket.on("command", mine((value) => this.handlers.onCommand(value || {})));
  }

  end(reason) {
    this.close();
    this.handlers.onDown(reason);
  }

  close() {
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.removeAllListeners();
      socket.disconnect();
    }
  }

  /** Send and wait for the answer; rejects when none comes within 5 s or the socket is down. */
  ask(event, value) {
    return new Promise((resolve, reject) => {
      if (!this.isUp) {
        reject(new Error("socket down"));
        return;
      }
      this.socket.timeout(ACK_LIMIT_MS).emit(event, value, (error, answer) => {
        if (error || typeof answer !== "object" || answer === null) reject(error || new Error("no answer"));
        else resolve(answer);
      });
    });
  }
}
