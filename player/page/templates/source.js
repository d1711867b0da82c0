// Who says so and since when: always in the same place.
import { el } from "../look/dom.js";
import { dateText } from "../time/local.js";
import { instantMs } from "../time/instant.js";

const FOREVER = 9000;

/** The left side of the source line: issuer in bold, the document or the date below. */
function who(item, words) {
  const isNews = item.template === "news" || item.category === "news";
  const bold = isNews && item.source ? `${words.source} ${item.source}` : item.issuer;
  const posted = item.posted_at ? `${words.posted} ${dateText(instantMs(item.posted_at))}` : "";
  const below = isNews || !item.source ? posted : item.source;
  return [bold ? el("b", bold) : null, below ? el("span", below) : null];
}

function untilWhen(item, words) {
  const ms = item.until ? instantMs(item.until) : NaN;
  if (!isFinite(ms) || new Date(ms).getUTCFullYear() > FOREVER) return null;
  return el("div.r", el("span", words.until), el("b", dateText(ms)));
}

/** @param {Node|null} beside what stands at the right instead of the posting period */
export function sourceLine(item, words, beside) {
  return el("div.src", el("div", ...who(item, words)), beside || untilWhen(item, words));
}

/** A market page has one line: issuer left, date right. */
export function sourceShort(item, words) {
  const posted = item.posted_at ? `${words.posted} ${dateText(instantMs(item.posted_at))}` : "";
  return el("div.src", el("div", el("b", item.issuer || "")), el("div.r", el("span", item.source || posted)));
}
