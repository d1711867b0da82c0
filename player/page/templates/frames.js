// What frames a page: the category's rail or tab, the counter, the QR, the progress line.
import { el } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { qrDrawing } from "../look/qr.js";
import { besideCode } from "./source.js";

const MOST_DASHES = 5;

export const qrCode = (link) => el("div.code", qrDrawing(link));

export const progressBar = () => el("div.bar", el("i"));

/** Which of its languages the page is, where it is not the main one. */
const tongue = (item, page) => {
  const { version } = item.pages[page];
  return version ? el("div.tongue", version.label) : null;
};

const counter = (page, pages) => `${page + 1}/${pages}`;

/** Left of a landscape page. */
export function rail(item, page, words) {
  const pages = item.pages.length;
  const dashes = pages > MOST_DASHES ? [] : item.pages.map((_, index) => el(index === page ? "i.on" : "i"));
  return el(
    "aside.rail", icon(item.category, 1.9), el("div.word", words.categories[item.category] || ""), tongue(item, page),
    pages > 1 ? el("div.count", el("b", counter(page, pages)), ...dashes) : null,
    item.link ? el("div.qr", qrCode(item.link), words.scan[item.category] || words.scan.other) : null,
  );
}

/** Above a portrait or photo page. */
export function tab(item, page, words) {
  const pages = item.pages.length;
  return el(
    "div.tab", icon(item.category, 2), words.categories[item.category] || "", tongue(item, page),
    pages > 1 ? el("span.n", counter(page, pages)) : null,
  );
}

/** Under a portrait page: the code and what it is for. */
export function take(item, words, template) {
  const text = el("div", item.link ? el("div", el("b", words.scanBold), words.scanRest) : null, besideCode(item, words, template));
  return el("div.take", item.link ? qrCode(item.link) : null, text, progressBar());
}
