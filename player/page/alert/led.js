// An alert on an LED picture: the event stays above, one block of words at a time below it - what,
// where, each thing to do, until when and who says so. Type is never smaller than the board's em.
import { el, lines } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { measure } from "../look/measure.js";
import { isBare, LED_PITCH } from "../look/shapes.js";
import { symbol } from "../look/symbols.js";
import { wordsIn, languageOf } from "../look/words.js";
import { untilText } from "../time/local.js";
import { breakLines, chunked, firstSentence } from "./fit.js";
import { colourLevel, hasLevel, symbolOf } from "./paint.js";
import { CROWD, deedTexts } from "./pages.js";

const LEAST_S = 3;
const LONGEST_S = 6;
const ROUND_S = 28;
const EDGE = 0.3;
const TOP = 1.4;

/** Every page long enough to be read, the round as short as that allows. */
export const ledSeconds = (pages) => Math.max(LEAST_S, Math.min(LONGEST_S, ROUND_S / Math.max(1, pages)));

// From all words to the fewest: the first that comes round in time is shown.
const MOST_PAGES = 10;
const CUTS = [
  { isDense: false, sentences: Infinity, deeds: Infinity },
  { isDense: true, sentences: Infinity, deeds: Infinity },
  { isDense: true, sentences: 1, deeds: 3 },
  { isDense: true, sentences: 0, deeds: 3 },
  { isDense: true, sentences: 0, deeds: 2 },
  { isDense: true, sentences: 0, deeds: 1 },
];

/**
 * @param {{shape, em, width, height}} stage in u
 * @returns {Array<object>} pages: {info, kind, top, lines}, the lines as they fit the picture
 */
export function ledAlertPages(alert, stage, index = 0, of = 1, widthOf = measure) {
  const written = alert.info.filter((info) => info.headline || info.description || info.instruction);
  const nth = of > 1 ? `${index + 1}/${of}` : "";
  const made = (cut) => [].concat(...written.map((info) => infoPages(alert, info, stage, nth, widthOf, cut)));
  const most = Math.max(1, Math.floor(MOST_PAGES / of));
  const pages = CUTS.reduce((found, cut) => (found && found.length <= most ? found : made(cut)), null);
  return of >= CROWD ? pages.filter((page) => page.info === pages[0].info && page.kind === pages[0].kind) : pages;
}

function infoPages(alert, info, stage, nth, widthOf, cut) {
  const { em } = stage;
  const words = wordsIn(info.language);
  const width = stage.width - 2 * EDGE * em - (alert.isDrill ? 4 : 0);
  const isTopless = cut.isDense && isBare(stage.shape) && !alert.isDrill;
  const top = isTopless ? null : topOf(alert, info, words, stage, widthOf);
  const pitch = em * LED_PITCH;
  const room = (isTopped) => Math.max(1, Math.floor((stage.height - (isTopped ? topHeight(stage) : 0)) / pitch + 0.001));
  const most = room(Boolean(top));
  const set = (text, count) => chunked(breakLines(text, width, em, true, widthOf), count);
  const blocks = (texts) => packed([].concat(...texts.map((text) => set(text, most))), cut.isDense ? most : 0);
  const page = (kind, bar) => (made) => ({ info, kind, top: bar, nth, lines: made });
  const where = info.description.split("\n").filter(Boolean).slice(0, cut.sentences);
  const deeds = deedTexts(info.instruction).slice(0, cut.deeds).map((text, place) => `${place + 1}. ${text}`);
  const until = `${alert.isDrill ? words.ends : words.till} ${untilText(alert.expires, 0, languageOf(info.language))}`;
  const level = hasLevel(alert) ? [alert.isDrill ? `${words.supposedLevel}: ${words.levelOf} ${alert.riskLevel}` : `${words.level} ${alert.riskLevel}`] : [];
  return [
    ...(top && top.isWhole && top.hasLevel ? [] : titled(info.headline, [].concat(...level.map((text) => set(text, 9)[0])), room(alert.isDrill), set).map(page("what", alert.isDrill ? top : null))),
    ...blocks(cut.sentences === Infinity ? where : where.map(firstSentence)).map(page("where", top)),
    ...blocks(deeds).map(page("deed", top)),
    ...set(`${until}. ${alert.sender}`, most).map(page("end", top)),
  ];
}

/** Several blocks on a page as long as its lines last; each on its own when there is no `most`. */
const packed = (chunks, most) => chunks.reduce((pages, chunk) => {
  const last = pages[pages.length - 1];
  return last && last.length + chunk.length <= most ? pages.slice(0, -1).concat([last.concat(chunk)]) : pages.concat([chunk]);
}, []);

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
    "div.ltop", alert.isDrill ? icon("emergency", 2.4) : symbol(symbolOf(alert)),
    el("span", top.text), top.level ? el("b.lvl", top.level) : nth ? el("b.lvl", nth) : null,
  ) : null;
  const layer = el(`div.fill.in.lal.for-${kind}${alert.isDrill ? ".ldrill" : `.l${colourLevel(alert)}`}`, head, el("div.lwords", el("div", ...lines(rows))));
  layer.setAttribute("lang", info.language);
  return layer;
}
