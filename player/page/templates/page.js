// A page of an item as one layer of the main zone; each template is one function in the table.
import { el, lines } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { wordsIn } from "../look/words.js";
import { blockNodes } from "./blocks.js";
import { progressBar, qrCode, rail, tab, take } from "./frames.js";
import { filmNode } from "./film.js";
import { ledLayer } from "./led.js";
import { isLed } from "../look/shapes.js";
import { sourceLine, sourceShort } from "./source.js";

const TEMPLATES = { text: plain, news: plain, market, correction, photo, document: sheet, film };

/**
 * @param {object} item verified Item JSON; its link is absolute
 * @param {string} shape of the stage, as in look/shapes.js
 * @param {string|null} pictureUrl of verified bytes
 * @param {string|null} filmUrl likewise; without one the picture stands alone
 */
export function pageLayer(item, page, shape, pictureUrl, filmUrl = null) {
  const content = item.pages[page];
  const language = content.language || item.language || "vi";
  const words = wordsIn(language);
  const make = isLed(shape) ? ledLayer : TEMPLATES[content.template] || plain;
  const layer = make({ item, page, content, words, shape, pictureUrl, filmUrl });
  layer.classList.add("layer", `c-${item.category}`);
  layer.setAttribute("lang", language);
  return layer;
}

const heading = (content) => el("h1", ...lines(content.title));

function framed({ item, page, content, words, shape }, ...inside) {
  if (shape === "portrait") return el("div", tab(item, page, words), el("main.main", ...inside), take(item, words, content.template));
  return el("div", rail(item, page, words), el("main.main", ...inside, progressBar()));
}

function plain(view) {
  return framed(view, heading(view.content), ...blockNodes(view.content.blocks, view.words), sourceLine(view.item, view.words, view.shape));
}

function market(view) {
  return framed(view, heading(view.content), ...blockNodes(view.content.blocks, view.words), sourceShort(view.item, view.words, view.shape));
}

function correction(view) {
  const label = el("div.label.t", icon("yes", 3), view.words.truth);
  return framed(
    view, label, heading(view.content), ...blockNodes(view.content.blocks, view.words), sourceLine(view.item, view.words, view.shape),
  );
}

/** The picture fills its frame; the point that matters stays in view. */
function photo(view) {
  const { item, content, words, shape, pictureUrl } = view;
  const frame = el("div.frame", pictureUrl ? picture(content.picture, pictureUrl) : null);
  if (content.picture && content.picture.credit) frame.appendChild(el("div.credit", `${words.picture} ${content.picture.credit}`));
  const beside = item.link && shape !== "wide" ? qrCode(item.link) : null;
  const text = [heading(content), ...blockNodes(content.blocks, words), sourceLine(item, words, shape, beside)];
  const layer = PHOTOS[shape] ? PHOTOS[shape](view, frame, text) : besideTab(view, frame, text);
  layer.classList.add("photo");
  return layer;
}

const besideTab = ({ item, page, words }, frame, text) => el("div", frame, el("main.main", tab(item, page, words), ...text, progressBar()));

const PHOTOS = {
  portrait: ({ item, page, words }, frame, text) => el("div", frame, tab(item, page, words), el("main.main", ...text, progressBar())),
  wide: ({ item, page, words }, frame, text) => el("div", rail(item, page, words), frame, el("main.main", ...text, progressBar())),
};

/** Half a sheet, large enough to be read, with a map of the sheet; or the whole of it. */
function sheet(view) {
  const layer = photo(view);
  const { picture: { focus, sheet: number } } = view.content;
  layer.classList.add("sheet");
  const isHalf = Array.isArray(focus) && focus[1] !== 0.5;
  if (!isHalf) layer.classList.add("whole");
  if (Array.isArray(number)) {
    const place = isHalf ? el(`i.${focus[1] ? "low" : "high"}`) : null;
    const told = el("div.which", el("div.map", place), `${view.words.sheet} ${number[0]}/${number[1]}`);
    layer.querySelector(".main h1").insertAdjacentElement("afterend", told);
  }
  return layer;
}

/** The poster, and over it the film as soon as it plays; whatever fails leaves the poster. */
function film(view) {
  const layer = photo(view);
  layer.classList.add("cinema");
  if (view.filmUrl) layer.querySelector(".frame").appendChild(filmNode(view.filmUrl));
  return layer;
}

function picture({ focus }, url) {
  const image = el("img");
  image.src = url;
  image.alt = "";
  const [x, y] = Array.isArray(focus) ? focus : [0.5, 0.42];
  image.style.objectPosition = `${x * 100}% ${y * 100}%`;
  return image;
}

/** Resolves when every picture of the layer can be painted without waiting. */
export function decoded(layer) {
  const waits = Array.from(layer.querySelectorAll("img"), (image) => (image.decode
    ? image.decode()
    : new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject }))));
  return Promise.all(waits);
}
