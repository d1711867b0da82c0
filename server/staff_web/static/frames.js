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

/** The board page says when it listens; until then it is not told anything. */
addEventListener("message", (event) => {
  if (event.origin !== location.origin || !event.data || event.data.type !== "bangtin-preview-ready") return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source && frame.ready) frame.ready();
  }
});

function boardFrame(address, size, title, ready) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.tabIndex = -1;
  frame.style.aspectRatio = `${size[0]} / ${size[1]}`;
  if (size[1] > size[0]) frame.className = "portrait";
  frame.ready = ready;
  frame.src = address;
  return frame;
}

function newFigure(box, preview) {
  const figure = document.createElement("figure");
  figure.dataset.key = preview.key;
  figure.className = `preview ${preview.layout.shape}`;
  const mat = document.createElement("div");
  mat.className = "mat tall";
  const size = [preview.width, preview.height];
  mat.append(boardFrame(box.dataset.frame, size, preview.boards, () => {
    figure.dataset.ready = "yes";
    post(figure);
  }));
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
  words.append(warningList(preview.warnings || []));
  post(figure);
}

/** What is hard to read on this board, in sentences. */
function warningList(sentences) {
  const list = document.createElement("ul");
  list.className = "hard-to-read";
  list.hidden = !sentences.length;
  for (const sentence of sentences) list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
  return list;
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

// An alert's picture: the words stay for readers of the page, the board page paints them.
for (const mat of document.querySelectorAll("[data-painted]")) {
  const painted = JSON.parse(mat.dataset.painted);
  const words = mat.firstElementChild;
  if (painted.size) {
    const frame = boardFrame(mat.dataset.frame, painted.size, words.getAttribute("aria-label"), () => {
      words.classList.add("vh");
      frame.contentWindow.postMessage({ type: "bangtin-preview", ...painted }, location.origin);
    });
    mat.append(frame);
  }
}
