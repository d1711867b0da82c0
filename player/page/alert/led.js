// An alert on an LED picture: the event stays above, one block of words at a time below it - what,
// where, each thing to do, until when and who says so. Type is never smaller than the board's em.
import { el, lines } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { measure } from "../look/measure.js";
import { isBare, LED_PITCH } from "../look/shapes.js";
import { symbol, symbolName } from "../look/symbols.js";
import { wordsIn, languageOf } from "../look/words.js";
import { untilText } from "../time/local.js";
import { breakLines, chunked } from "./fit.js";
import { colourLevel, hasLevel } from "./paint.js";
import { deedTexts } from "./pages.js";

const LEAST_S = 3;
const LONGEST_S = 6;
const ROUND_S = 28;
const EDGE = 0.3;
const TOP = 1.4;

/** Every page long enough to be read, the round as short as that allows. */
export const ledSeconds = (pages) => Math.max(LEAST_S, Math.min(LONGEST_S, ROUND_S / Math.max(1, pages)));

/**
 * @param {{shape, em, width, height}} stage in u
 * @returns {Array<object>} pages: {info, kind, top, lines}, the lines as they fit the picture
 */
export function ledAlertPages(alert, stage, index = 0, of = 1, widthOf = measure) {
  const written = alert.info.filter((info) => info.headline || info.description || info.instruction);
  return [].concat(...written.map((info) => infoPages(alert, info, stage, of > 1 ? `${index + 1}/${of}` : "", widthOf)));
}

function infoPages(alert, info, stage, nth, widthOf) {
  const { em } = stage;
  const words = wordsIn(info.language);
  const width = stage.width - 2 * EDGE * em - (alert.isDrill ? 4 : 0);
  const top = topOf(alert, info, words, stage, widthOf);
  const pitch = em * LED_PITCH;
  const room = (isTopped) => Math.max(1, Math.floor((stage.height - (isTopped ? topHeight(stage) : 0)) / pitch + 0.001));
  const set = (text, most) => chunked(breakLines(text, width, em, true, widthOf), most);
  const page = (kind, isTopped) => (made) => ({ info, kind, top: isTopped ? top : null, nth, lines: made });
  const deeds = deedTexts(info.instruction).map((text, place) => `${place + 1}. ${text}`);
  const until = `${alert.isDrill ? words.ends : words.till} ${untilText(alert.expires, 0, languageOf(info.language))}`;
  const level = hasLevel(alert) ? [alert.isDrill ? `${words.supposedLevel}: ${words.levelOf} ${alert.riskLevel}` : `${words.level} ${alert.riskLevel}`] : [];
  return [
    ...(top.isWhole && top.hasLevel ? [] : titled(info.headline, [].concat(...level.map((text) => set(text, 9)[0])), room(alert.isDrill), set).map(page("what", alert.isDrill))),
    ...[].concat(...info.description.split("\n").filter(Boolean).map((text) => set(text, room(true)))).map(page("where", true)),
    ...[].concat(...deeds.map((text) => set(text, room(true)))).map(page("deed", true)),
    ...set(`${until}. ${alert.sender}`, room(true)).map(page("end", true)),
  ];
}

/** The headline with the level under it, when both fit; else one after the other. */
function titled(headline, level, most, set) {
  const pages = set(headline, most);
  const last = pages[pages.length - 1] || [];
  if (level.length && last.length + level.length <= most) return [...pages.slice(0, -1), [...last, ...level]];
  return level.length ? [...pages, level] : pages;
}

const topHeight = ({ shape, em }) => em * (isBare(shape) ? LED_PITCH : TOP);

/** What stays above: the event, with the level where there is room; a drill says so instead. */
function topOf(alert, info, words, stage, widthOf) {
  const { em, width, shape } = stage;
  const level = hasLevel(alert) && !alert.isDrill ? `${words.level} ${alert.riskLevel}` : "";
  const room = width - 2 * EDGE * em - (isBare(shape) ? 0 : 1.7 * em);
  const fits = (text) => widthOf(text, em, true) <= room;
  if (alert.isDrill) return { text: words.drill, level: "", isWhole: false };
  const text = [info.headline, languageOf(info.language) === "vi" ? alert.event.toUpperCase() : words.urgent, words.urgent, words.short].find(fits) || words.short;
  const isBoth = level && widthOf(`${text}  ${level}`, em, true) + 0.8 * em <= room;
  return { text, level: isBoth ? level : "", isWhole: text === info.headline, hasLevel: !level || isBoth };
}

export function ledAlertLayer(alert, { info, kind, top, nth, lines: rows }) {
  const head = top ? el(
    "div.ltop", alert.isDrill ? icon("emergency", 2.4) : symbol(symbolName(alert.event, alert.category)),
    el("span", top.text), top.level ? el("b.lvl", top.level) : nth ? el("b.lvl", nth) : null,
  ) : null;
  const layer = el(`div.fill.in.lal.for-${kind}${alert.isDrill ? ".ldrill" : `.l${colourLevel(alert)}`}`, head, el("div.lwords", el("div", ...lines(rows))));
  layer.setAttribute("lang", info.language);
  return layer;
}
