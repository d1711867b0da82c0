// A page on an LED picture: words in whole pixels, bold on black. A panel has a head and says who
// speaks; smaller ones show one block of words, marked by the category's edge, and nothing else.
import { el, lines } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { isBare } from "../look/shapes.js";
import { dateText } from "../time/local.js";
import { instantMs } from "../time/instant.js";
import { blockNodes } from "./blocks.js";
import { filmNode } from "./film.js";

export function ledLayer(view) {
  const { content, shape } = view;
  if (content.template === "film") return el("div.cinema", isBare(shape) ? null : head(view), film(view));
  const words = [content.title.length ? el("h1", ...lines(content.title)) : null, ...blockNodes(content.blocks, view.words)];
  if (isBare(shape)) return el("div", el("main.main", ...words));
  return el("div", head(view), el("main.main", ...words, source(view), el("div.bar", el("i"))));
}

function head({ item, page, words }) {
  const { version } = item.pages[page];
  const pages = item.pages.length;
  return el(
    "div.strip", icon(item.category, 2.3), el("span.word", version ? version.label : words.categories[item.category] || ""),
    pages > 1 ? el("span.n", `${page + 1}/${pages}`) : null,
  );
}

function source({ item }) {
  const day = item.posted_at ? dateText(instantMs(item.posted_at)).slice(0, 5) : "";
  return el("div.src", el("b", item.issuer || ""), day ? el("span", day) : null);
}

/** The film, or its poster, as large as the picture lets it be. */
function film({ content, pictureUrl, filmUrl }) {
  const frame = el("div.frame");
  if (pictureUrl) {
    const image = el("img");
    Object.assign(image, { src: pictureUrl, alt: "" });
    frame.appendChild(image);
  }
  if (filmUrl) frame.appendChild(filmNode(filmUrl));
  return frame;
}
