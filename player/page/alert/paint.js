// One alert page on the glass: what, where, do now, until when, who says so; a drill in its frame.
import { el, lines } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { symbol, symbolName } from "../look/symbols.js";
import { LANGUAGE_NAMES, languageOf, wordsIn } from "../look/words.js";
import { measure } from "../look/measure.js";
import { clockText, untilText } from "../time/local.js";
import { senderLines } from "./pages.js";

const WHO_WIDTH = 92;
const WHO_EM = 4.7;
const BY_SEVERITY = { Extreme: 4, Severe: 3 };

export const hasLevel = (alert) => alert.riskLevel >= 1 && alert.riskLevel <= 5;

/** Danger is over; what is grave never says so, whatever it is called. */
export const isSafe = (alert) => !hasLevel(alert) && !(alert.severity in BY_SEVERITY)
  && (alert.urgency === "Past" || symbolName(alert.event, alert.category) === "all-clear");

/** 1 to 5: the risk level, else a colour by severity; 0, calm, when danger is over. */
export const colourLevel = (alert) => (isSafe(alert) ? 0 : hasLevel(alert) ? alert.riskLevel : BY_SEVERITY[alert.severity] || 2);

/** The tick is for what is over alone. */
export function symbolOf(alert) {
  const name = symbolName(alert.event, alert.category);
  return isSafe(alert) ? "all-clear" : name === "all-clear" ? "warning" : name;
}

/** @param {{nth: number, of: number}} place which of several alerts this is */
export function alertLayer(alert, page, place, atMs) {
  const words = wordsIn(page.info.language);
  const body = el(
    `div.fill.alert${alert.isDrill ? ".drill" : `.l${colourLevel(alert)}`}`,
    top(alert, page, place, words, atMs), hero(alert, page, words),
    page.deeds.rows.length ? deeds(alert, page.deeds, words) : el("div"), end(alert, page, words, atMs),
  );
  body.setAttribute("lang", page.info.language);
  return alert.isDrill ? el("div.fill.in", drillBox(body, words)) : inner(body);
}

/** What is left of an alert that cannot be set: its event and level on the colour of its risk. */
export function plainLayer(alert) {
  const words = wordsIn("vi");
  const [name, of] = alert.isDrill ? [`${words.supposedLevel}: ${words.levelOf}`, "drill"] : [words.level, `l${colourLevel(alert)}`];
  return el(
    `div.fill.no-more.${of}`, alert.isDrill ? el("span", words.drill) : null, el("span", alert.event),
    hasLevel(alert) ? el("span", `${name} ${alert.riskLevel}`) : null,
  );
}

function inner(body) {
  body.classList.add("in");
  return body;
}

function top(alert, page, place, words, atMs) {
  const isLocal = languageOf(page.info.language) === "vi" && alert.event.toLowerCase() !== page.info.headline.toLowerCase();
  return el(
    "div.top", icon("emergency", 2.2), alert.isDrill ? words.supposed : isSafe(alert) ? words.safe : words.urgent,
    place.of > 1 ? el("span.nth", `${place.nth}/${place.of}`) : null,
    isLocal ? el("span.ev", alert.event) : null,
    languageTabs(alert, page), el("span.clk", clockText(atMs)),
  );
}

function languageTabs(alert, page) {
  if (alert.info.length < 2) return el("div.langs");
  return el("div.langs", ...alert.info.map((info) => el(
    info === page.info ? "span.on" : "span", info.audio ? icon("speaker", 2.4) : null,
    LANGUAGE_NAMES[languageOf(info.language)] || info.language,
  )));
}

function hero(alert, page, words) {
  return el(
    "div.hero", symbol(symbolOf(alert)),
    el("div.say", sized("div.what", page.what), page.where.lines.length ? sized("div.where", page.where) : null),
    hasLevel(alert) ? level(alert, page, words) : null,
  );
}

function sized(spec, set) {
  const node = el(spec, ...lines(set.lines));
  node.style.fontSize = `calc(var(--u) * ${set.em})`;
  return node;
}

function level(alert, page, words) {
  const steps = [1, 2, 3, 4, 5].map((step) => el(step <= alert.riskLevel ? "i.on" : "i"));
  const name = alert.isDrill ? words.supposedLevel : words.level;
  const value = alert.isDrill ? `${words.levelOf} ${alert.riskLevel}` : String(alert.riskLevel);
  return el(page.isTight ? "div.level.tight" : "div.level", el("div.k", name), el("div.d", value), el("div.steps", ...steps));
}

function deeds(alert, chunk, words) {
  const list = el("ol", ...chunk.rows.map((row) => {
    const entry = el("li", el("div", ...lines(row.lines)));
    entry.setAttribute("data-n", row.number);
    return entry;
  }));
  list.style.fontSize = `calc(var(--u) * ${chunk.em})`;
  const label = alert.isDrill ? words.practise : isSafe(alert) ? words.remember : words.now;
  const named = el("div.now", ...label.map((word) => el("span", word)));
  const em = labelEm(label, chunk.height, alert.isDrill ? 23 : 27);
  named.style.fontSize = `calc(var(--u) * ${em})`;
  return el("div.do", named, list);
}

/** As large as the list's height and the label's width allow. */
function labelEm(label, height, width) {
  const widest = Math.max(...label.map((word) => measure(word, 1, true)));
  return Math.min(8.8, width / widest, (height - 2) / (label.length * 1.3));
}

function end(alert, page, words, atMs) {
  const until = untilText(alert.expires, atMs, languageOf(page.info.language));
  return el(
    "div.end",
    el("div.till", icon("clock", 2.2), el("span", `${alert.isDrill ? words.ends : words.till} `, el("b", until))),
    el("div.who", ...lines(senderLines(alert.sender, WHO_WIDTH, WHO_EM, measure))),
  );
}

function drillBox(body, words) {
  const bar = (edge, text) => el(`div.drillbar.${edge}`, el("b", words.drill), el("span", text), el("b", words.drill));
  return el(
    "div.fill.drillbox", bar("t", words.notReal), bar("b", words.calm), body,
    el("div.drillside.l", words.drill), el("div.drillside.r", words.drill),
  );
}
