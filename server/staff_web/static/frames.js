// The real board page in small frames: one per board profile, fed by message, never by address.
"use strict";

/** Draw a figure per preview; a figure whose key stays keeps its frame and only gets news. */
function showPreviews(box, previews) {
  const held = new Map();
  for (const figure of box.querySelectorAll("figure[data-key]")) held.set(figure.dataset.key, figure);
  const keys = new Set(previews.map((preview) => preview.key));
  for (const child of [...box.children]) if (!keys.has(child.dataset.key)) child.remove();
  for (const preview of previews) {
    const figure = held.get(preview.key) || newFigure(box, preview);
    if (!figure.isConnected) box.append(figure);
    fill(box, figure, preview);
  }
}

function newFigure(box, preview) {
  const figure = document.createElement("figure");
  figure.dataset.key = preview.key;
  figure.className = `preview ${preview.layout.shape}`;
  const mat = document.createElement("div");
  mat.className = "mat tall";
  const frame = document.createElement("iframe");
  frame.title = preview.boards;
  frame.tabIndex = -1;
  frame.style.aspectRatio = `${preview.width} / ${preview.height}`;
  frame.addEventListener("load", () => {
    figure.dataset.ready = "yes";
    post(figure);
  });
  frame.src = box.dataset.frame;
  mat.append(frame);
  const words = document.createElement("figcaption");
  figure.append(mat, words);
  return figure;
}

function fill(box, figure, preview) {
  const pages = preview.item.pages.length;
  figure.preview = preview;
  figure.page = Math.min(figure.page || 0, pages - 1);
  const words = figure.querySelector("figcaption");
  const name = document.createElement("b");
  name.textContent = preview.boards;
  words.replaceChildren(name, document.createElement("br"));
  if (pages === 1) {
    words.append(box.dataset.whole);
  } else {
    const told = document.createElement("span");
    const next = document.createElement("button");
    next.type = "button";
    next.className = "btn small-btn";
    next.textContent = box.dataset.next;
    next.addEventListener("click", () => {
      figure.page = (figure.page + 1) % pages;
      tellPage(box, figure, told);
      post(figure);
    });
    tellPage(box, figure, told);
    words.append(told, " ", next);
  }
  post(figure);
}

function tellPage(box, figure, told) {
  told.textContent = box.dataset.page
    .replace("{page}", figure.page + 1).replace("{pages}", figure.preview.item.pages.length);
}

function post(figure) {
  if (!figure.dataset.ready || !figure.preview) return;
  const { header, layout, item, media } = figure.preview;
  figure.querySelector("iframe").contentWindow.postMessage(
    { type: "bangtin-preview", header, layout, item, media, page: figure.page }, location.origin);
}
