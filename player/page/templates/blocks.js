// The blocks of a page. Lines come ready broken; the page prints each as it is.
import { el, lines } from "../look/dom.js";
import { icon, triangle } from "../look/icons.js";

const CHANGE = /^([+\-−])\s?(\d.*)$/;
const SAME = /^(0|=|±0)$/;

const KINDS = {
  lines: (block) => el("div.text", ...lines(block.lines)),
  truth: (block) => el("div.text", ...lines(block.lines)),
  facts: (block) => el("dl.facts", ...[].concat(...block.rows.map(([label, value]) => [el("dt", label), el("dd", value)]))),
  prices: (block, words) => priceTable(block, words),
  rumour: (block, words) => el(
    "div.rumour", el("div.label.f", icon("no", 3), words.rumour), el("div", ...lines(block.lines)),
  ),
};

/** Kinds that this page does not know are passed over: fields may be added. */
export const blockNodes = (blocks, words) => blocks
  .filter((block) => KINDS[block.kind]).map((block) => KINDS[block.kind](block, words));

function priceTable(block, words) {
  const classes = block.head.map((_, column) => cellClass(block, column));
  const row = (cells, tag) => el("tr", ...cells.map((cell, column) => el(`${tag}${classes[column]}`, cellContent(cell, classes[column], tag, words))));
  return el("table", el("tbody", row(block.head, "th"), ...block.rows.map((cells) => row(cells, "td"))));
}

/** First column: the goods; last: the change, if it is one; numbers to the right; units grey. */
function cellClass(block, column) {
  const cells = block.rows.map((row) => row[column]).filter(Boolean);
  if (column === 0) return "";
  if (cells.some((cell) => CHANGE.test(cell)) && cells.every((cell) => CHANGE.test(cell) || SAME.test(cell))) return ".chg";
  return cells.every((cell) => /^[\d.,\s–-]+$/.test(cell)) ? ".num" : ".unit2";
}

function cellContent(cell, kind, tag, words) {
  if (tag === "th" || kind !== ".chg") return cell;
  const found = CHANGE.exec(cell);
  if (!found) return cell ? words.same : "";
  return el("span.m", triangle(found[1] === "+" ? "up" : "down"), found[2]);
}
