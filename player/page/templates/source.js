// Who says so and since when: always in the same place.
import { el } from "../look/dom.js";
import { dateText } from "../time/local.js";
import { instantMs } from "../time/instant.js";

const FOREVER = 9000;
// An end at midnight is that of the day before.
const LAST_DAY_MS = 1000;

/** The left side of the source line: issuer in bold, the document or the date below. */
function who(item, words) {
  const isNews = item.template === "news" || item.category === "news";
  const bold = isNews && item.source ? `${words.source} ${item.source}` : item.issuer;
  const posted = postedOn(item, words);
  const below = isNews || !item.source ? posted : item.source;
  return [bold ? el("b", bold) : null, below ? el("span", below) : null];
}

function untilWhen(item, words) {
  const ms = item.until ? instantMs(item.until) : NaN;
  if (!isFinite(ms) || new Date(ms).getUTCFullYear() > FOREVER) return null;
  return el("div.r", el("span", words.until), el("b", dateText(ms - LAST_DAY_MS)));
}

/** @param {Node|null} beside what stands at the right instead of the posting period */
export function sourceLine(item, words, shape, beside) {
  const right = shape === "portrait" ? null : untilWhen(item, words);
  return el("div.src", el("div", ...who(item, words)), beside || right);
}

/** Upright pages say under the code until when it is posted; price lists, as of when. */
export function besideCode(item, words, template) {
  const when = template === "market" ? el("div.r", el("span", item.source || postedOn(item, words))) : untilWhen(item, words);
  if (when) when.className = "when2";
  return when;
}

const postedOn = (item, words) => (item.posted_at ? `${words.posted} ${dateText(instantMs(item.posted_at))}` : "");

/** What is too wide for its line is set smaller; never under three quarters. */
export function fitSource(layer) {
  Array.from(layer.querySelectorAll(".src b, .src span")).forEach((node) => {
    const ratio = node.clientWidth / node.scrollWidth;
    if (ratio < 1) node.style.fontSize = `${Math.max(0.75, ratio * 0.995)}em`;
  });
}

/** A market page has one line: issuer left, date right. */
export function sourceShort(item, words, shape) {
  const date = shape === "portrait" ? null : el("div.r", el("span", item.source || postedOn(item, words)));
  return el("div.src", el("div", el("b", item.issuer || "")), date);
}
