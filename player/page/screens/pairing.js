// The screen before pairing: the code, large, what to do, the check number, how long it is good.
import { el, put } from "../look/dom.js";
import { boardMark, icon } from "../look/icons.js";
import { qrDrawing } from "../look/qr.js";
import { PAIRING } from "../look/words.js";

export class PairingScreen {
  constructor(node) {
    this.node = node;
    node.className = "fill pair";
    this.left = el("div.time");
    this.touch = el("div.touch", icon("silent"), PAIRING.touch);
    this.askForTouch(false);
    this.wait(false);
  }

  /** Nothing to show yet: the server has not answered, or a link is being used. */
  wait(isLinked) {
    this.say(isLinked ? PAIRING.linked : PAIRING.waiting, isLinked ? "" : PAIRING.waitingMore, PAIRING.subtitle);
  }

  /** The player's own data cannot be read: somebody has to come. */
  tellDamage() {
    this.say(PAIRING.damaged, PAIRING.callTechnician, "");
  }

  say(text, more, subtitle) {
    put(this.node, this.head(false, subtitle), el("div.body", el("h1", text), more ? el("div.todo", more) : null), this.touch);
  }

  /** @param {{userCode: string, uri: string, fullUri: string, checkNumber: string}} pairing */
  show({ userCode, uri, fullUri, checkNumber }) {
    const letters = Array.from(userCode).map((letter) => (letter === "-" ? el("u") : el("i", letter)));
    const todo = [`${PAIRING.open} ${uri.replace(/^https?:\/\//, "")}`, PAIRING.signIn, PAIRING.compare];
    const [first, second] = PAIRING.scan;
    put(
      this.node, this.head(true, PAIRING.subtitle), el("div.shortly", el("span", userCode), el("small", `${PAIRING.number} ${checkNumber}`)),
      el("div.body", el("h1", PAIRING.enter), el("div.big", ...letters), el("ol.todo", ...todo.map(numbered))),
      el("div.scan", el("div.code", qrDrawing(fullUri)), el("span", first), el("span", second)),
      el(
        "div.checkno", el("div.t", el("b", PAIRING.number), el("span", PAIRING.same), el("span", PAIRING.stop)),
        el("div.v", checkNumber),
      ),
      this.touch,
    );
  }

  /** A small sign while the browser lets nothing be heard. */
  askForTouch(isLocked) {
    this.touch.hidden = !isLocked;
  }

  head(isTimed, subtitle) {
    const when = el("div.when", el("span", PAIRING.left), el("span.lunar", PAIRING.renewed));
    return el(
      "header.head", boardMark(), el("div.unit", PAIRING.title, el("small", subtitle)),
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
