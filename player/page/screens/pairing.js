// The screen before pairing: the code, large, what to do, the check number, how long it is good.
import { el, put } from "../look/dom.js";
import { boardMark } from "../look/icons.js";
import { qrDrawing } from "../look/qr.js";
import { PAIRING } from "../look/words.js";

export class PairingScreen {
  constructor(node) {
    this.node = node;
    node.className = "fill pair";
    this.left = el("div.time");
    this.wait(false);
  }

  /** Nothing to show yet: the server has not answered, or a link is being used. */
  wait(isLinked) {
    const text = isLinked ? PAIRING.linked : PAIRING.waiting;
    put(this.node, this.head(false), el("div.body", el("h1", text), isLinked ? null : el("div.todo", PAIRING.waitingMore)));
  }

  /** @param {{userCode: string, uri: string, fullUri: string, checkNumber: string}} pairing */
  show({ userCode, uri, fullUri, checkNumber }) {
    const letters = Array.from(userCode).map((letter) => (letter === "-" ? el("u") : el("i", letter)));
    const todo = [`${PAIRING.open} ${uri.replace(/^https?:\/\//, "")}`, PAIRING.signIn, PAIRING.compare];
    const [first, second] = PAIRING.scan;
    put(
      this.node, this.head(true), el("div.shortly", el("span", userCode), el("small", `${PAIRING.number} ${checkNumber}`)),
      el("div.body", el("h1", PAIRING.enter), el("div.big", ...letters), el("ol.todo", ...todo.map(numbered))),
      el("div.scan", el("div.code", qrDrawing(fullUri)), el("span", first), el("span", second)),
      el(
        "div.checkno", el("div.t", el("b", PAIRING.number), el("span", PAIRING.same), el("span", PAIRING.stop)),
        el("div.v", checkNumber),
      ),
    );
  }

  head(isTimed) {
    const when = el("div.when", el("span", PAIRING.left), el("span.lunar", PAIRING.renewed));
    return el(
      "header.head", boardMark(), el("div.unit", PAIRING.title, el("small", PAIRING.subtitle)),
      isTimed ? when : null, isTimed ? this.left : null,
    );
  }

  countDown(leftMs) {
    const seconds = Math.max(0, Math.ceil(leftMs / 1000));
    const text = `${Math.floor(seconds / 60)}:${`0${seconds % 60}`.slice(-2)}`;
    put(this.left, text, el("small", ` ${PAIRING.minutes}`));
  }
}

function numbered(text, index) {
  const entry = el("li", text);
  entry.setAttribute("data-n", index + 1);
  return entry;
}
