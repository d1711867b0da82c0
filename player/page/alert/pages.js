// From one alert to its pages: languages in turn, three deeds a page at most, type as large as
// fits. Pure: the boxes are in u, `measure` gives widths in u.
import { breakLines, fitsByWord, largest, parts } from "./fit.js";

const WHAT_EMS = [15.4, 14.2, 13, 12, 11, 10, 8.8];
const TEXT_EMS = [8.8, 8.2, 7.6, 7, 6.4];
const SMALL_EMS = [5.8, 5.2, 4.8];
const MOST_DEEDS = 3;
const WRAPPED_EM = 7.3;
const TIGHT_ROOM = 38;
const MOST_PARTS = 4;
const WIDE_DO = 168;
const WHAT_PITCH = 1.35;
const TEXT_PITCH = 1.37;

/** Widths and heights in u of what an alert page holds. */
export function boxesOf({ shape, width, height, isDrill, hasLevel }) {
  const inner = width - (isDrill ? 16 : 0) - 10;
  const scale = isDrill ? 0.84 : 1;
  if (shape === "portrait") {
    const fixed = isDrill ? 36 + 10 + 19 + 24 : 13 + 25 + 31;
    return { say: inner, deed: inner - 6.8, room: height - fixed - 6 - 12, doExtra: 12 * scale, scale, mostWhatLines: 2 };
  }
  if (shape === "wide") return besideBoxes({ width, height, isDrill, hasLevel, scale });
  const fixed = isDrill ? 22 + 7.6 + 11 : 10.6 + 15;
  const symbol = (isDrill ? 24 : 31) + 4.4;
  const level = hasLevel ? (isDrill ? 25 : 27) + 4.4 : 0;
  const label = isDrill ? 27 : 31;
  return { say: inner - symbol - level, deed: inner - label - 6.8, room: height - fixed - 1.6, doExtra: isDrill ? 2 : 1.2, scale, mostWhatLines: 2 };
}

/** Very wide: what and where on the left, what to do on the right, each as high as the picture. */
function besideBoxes({ width, height, isDrill, hasLevel, scale }) {
  const inner = width - (isDrill ? 16 : 0) - 10;
  const say = inner - WIDE_DO - 5 - 35.4 - (hasLevel ? 31.4 : 0);
  const fixed = isDrill ? 22 + 7.6 + 11 : 10.6 + 15;
  return { say, deed: WIDE_DO - 6.8, room: height - fixed - 1.6, doExtra: 16, scale, mostWhatLines: 2, isBeside: true };
}

/** @returns {Array<object>} pages: {info, what, where, deeds, isTight}, each with em and lines */
export function alertPages(alert, boxes, widthOf) {
  // Bold is set a little tighter than the font has it; the sheet says the same.
  const measure = (text, em, bold) => widthOf(text, em, bold) - (bold ? 0.008 * em * text.length : 0);
  const written = alert.info.filter((info) => info.headline || info.description || info.instruction);
  return [].concat(...written.map((info) => infoPages(info, boxes, measure)));
}

function infoPages(info, boxes, measure) {
  const deeds = deedChunks(info.instruction, boxes, measure);
  const most = Math.max(...deeds.map((chunk) => chunk.height));
  const room = boxes.isBeside ? boxes.room : boxes.room - most;
  const told = tell(info, boxes, room, measure);
  const count = Math.max(deeds.length, told.length);
  return Array.from({ length: count }, (_, index) => Object.assign(
    { info, deeds: deeds[index % deeds.length], isTight: room < TIGHT_ROOM }, told[index % told.length],
  ));
}

/** One text a deed, without the officer's own numbers. */
export const deedTexts = (instruction) => instruction.split("\n").map((line) => line.replace(/^\s*(?:\d+[.)]|[-•*])\s*/, "").trim()).filter(Boolean);

/** The deeds, numbered, in chunks: {em, height, rows: [{number, lines}]}. */
function deedChunks(instruction, boxes, measure) {
  const texts = deedTexts(instruction);
  if (!texts.length) return [{ em: 0, height: 0, rows: [] }];
  const ems = TEXT_EMS.map((em) => em * boxes.scale);
  const width = (em) => boxes.deed - 0.75 * em - 2.4;
  const one = largest(ems.slice(0, 4), (em) => texts.every((text) => measure(text, em, true) <= width(em)));
  const em = one || WRAPPED_EM * boxes.scale;
  const rows = texts.map((text, index) => ({ number: index + 1, lines: breakLines(text, width(em), em, true, measure) }));
  const mostLines = boxes.deed < 110 ? 6 : 4;
  return chunked(rows, one ? MOST_DEEDS : mostLines).map((chunk) => ({
    em, rows: chunk, height: boxes.doExtra + linesOf(chunk) * em * TEXT_PITCH + chunk.length * 0.25,
  }));
}

const linesOf = (rows) => rows.reduce((sum, row) => sum + row.lines.length, 0);

/** Even chunks of at most three deeds and so many lines. */
function chunked(rows, mostLines) {
  const chunks = [];
  rows.forEach((row) => {
    const last = chunks[chunks.length - 1];
    if (last && last.length < MOST_DEEDS && linesOf(last) + row.lines.length <= mostLines) last.push(row);
    else chunks.push([row]);
  });
  const [before, last] = chunks.slice(-2);
  if (last && before.length === MOST_DEEDS && last.length === 1) last.unshift(before.pop());
  return chunks;
}

/** What and where within the room: whole if it fits, else the where in parts over pages. */
function tell(info, boxes, room, measure) {
  for (let count = 1; count <= MOST_PARTS; count += 1) {
    const pieces = count === 1 ? [info.description.trim()] : parts(info.description.trim(), count);
    const ems = count === MOST_PARTS ? TEXT_EMS.concat(SMALL_EMS) : count === 1 ? TEXT_EMS.concat(SMALL_EMS[0]) : TEXT_EMS;
    const set = pieces.map((piece) => setBoth(info.headline, piece, boxes, room, ems, measure));
    if (set.every(Boolean)) return set;
  }
  return [forced(info, boxes, measure)];
}

/** The largest pair that fits; the where counts more than the last step of the what. */
function setBoth(headline, description, boxes, room, ems, measure) {
  const whats = [].concat(...[1, boxes.mostWhatLines].map((lines) => WHAT_EMS.map((em) => setWhat(headline, em * boxes.scale, lines, boxes, measure))))
    .filter(Boolean);
  for (const em of ems) {
    const where = setWhere(description, em * boxes.scale, boxes, measure);
    const what = where && whats.find((one) => one.height + where.height <= room);
    if (what) return { what, where };
  }
  return null;
}

function setWhat(headline, em, most, boxes, measure) {
  if (!fitsByWord(headline, boxes.say, em, true, measure)) return null;
  const lines = breakLines(headline, boxes.say, em, true, measure);
  return lines.length <= most ? { em, lines, height: lines.length * em * WHAT_PITCH - 1.8 } : null;
}

function setWhere(description, em, boxes, measure) {
  if (!description) return { em, lines: [], height: 0 };
  const lines = [].concat(...description.split("\n").filter(Boolean).map((line) => breakLines(line, boxes.say, em, false, measure)));
  return { em, lines, height: lines.length * em * 1.36 };
}

/** Longer than anything an officer may enter: the smallest type, what fits of it. */
function forced(info, boxes, measure) {
  const em = SMALL_EMS[SMALL_EMS.length - 1];
  return {
    what: { em: 7, lines: breakLines(info.headline, boxes.say, 7, true, measure).slice(0, 2), height: 0 },
    where: { em, lines: breakLines(info.description, boxes.say, em, false, measure).slice(0, 5), height: 0 },
  };
}

/** Who says so in one line or two, the place on a line of its own. */
export function senderLines(sender, width, em, measure) {
  if (measure(sender, em, true) <= width) return [sender];
  const place = /^(.*\S)\s+((?:tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|đặc khu)\s.*)$/.exec(sender);
  if (place && measure(place[1], em, true) <= width) return place.slice(1, 3);
  return breakLines(sender, width, em, true, measure).slice(0, 2);
}

const LONGEST_ROUND_S = 28;
const LONGEST_PAGE_S = 10;
const LEAST_PAGE_S = 3;

/**
 * How long each page stands: each comes round twice a minute, up to nine of them. More are shown
 * more seldom, for a page must stand long enough to be read.
 */
export const pageSeconds = (pages) => Math.max(LEAST_PAGE_S, Math.min(LONGEST_PAGE_S, LONGEST_ROUND_S / Math.max(1, pages)));

/** From so many alerts at once on, each has one page, so that all come round in time. */
export const CROWD = 5;
