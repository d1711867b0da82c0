// Files of a notice: sent in parts while one goes on writing; what breaks off goes on later.
"use strict";
const chooser = document.getElementById("picture-file");
const list = document.getElementById("files");
const notice = document.getElementById("notice");
const texts = list ? list.dataset : {};
const LONGEST_PX = 2560;
const SMALL_ENOUGH = 1500000;
const AGAIN_MS = 3000;
const LOOK_MS = 2000;
let running = 0;
let deed = null;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function call(address, options = {}) {
  const headers = { "X-CSRFToken": notice.elements.csrf_token.value };
  const answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
  const found = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(found.told || ""), { told: found.told, code: found.code, offset: found.offset });
  return found;
}

/** A photo larger than any board needs is made smaller here; whatever fails is sent as it is. */
async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH || !window.createImageBitmap) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    return blob && blob.size < file.size ? blob : file;
  } catch (error) {
    return file;
  }
}

/** Where an upload that broke off is remembered: the same file goes on where it ended. */
const memory = (file, paper) => `upload:${file.name}:${file.size}:${file.lastModified}:${paper}`;

async function opened(file, data, paper) {
  const key = memory(file, paper);
  const held = localStorage.getItem(key);
  if (held) {
    try {
      const found = await call(`${texts.uploads}/${held}`);
      if (found.size === data.size) return found;
    } catch (error) {
      localStorage.removeItem(key);
    }
  }
  const body = new FormData();
  const unit = notice.elements.unit;
  Object.entries({ name: file.name, size: data.size, unit: unit.value }).forEach(([name, value]) => body.append(name, value));
  if (paper) body.append("paper", "yes");
  const made = await call(texts.uploads, { method: "POST", body });
  localStorage.setItem(key, made.id);
  return made;
}

async function sendAll(file, row) {
  const paper = document.getElementById("paper").checked;
  const data = await shrunk(file);
  let upload = null;
  while (!row.stopped) {
    try {
      upload = upload || await opened(file, data, paper);
      if (upload.media) return upload.media;
      row.tell(filled(texts.sending, { n: Math.floor(100 * upload.offset / data.size) }), upload.offset / data.size);
      const part = data.slice(upload.offset, upload.offset + (upload.part || 524288));
      upload = { part: upload.part, ...await call(`${texts.uploads}/${upload.id}/part?offset=${upload.offset}`, { method: "POST", body: part }) };
    } catch (error) {
      if (error.code === "wrong_offset" && upload) {
        upload.offset = error.offset;
      } else if (error.told) {
        localStorage.removeItem(memory(file, paper));
        throw error;
      } else {
        row.tell(texts.broken);
        await pause(AGAIN_MS);
      }
    } finally {
      if (upload && upload.media) localStorage.removeItem(memory(file, paper));
    }
  }
  if (upload) call(`${texts.uploads}/${upload.id}/drop`, { method: "POST" }).catch(() => {});
  return null;
}

function newRow(name) {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  const told = document.createElement("span");
  const bar = document.createElement("progress");
  const stop = document.createElement("button");
  const title = document.createElement("b");
  const words = document.createElement("span");
  Object.assign(picture, { className: "held", alt: "", hidden: true, width: 120, height: 90 });
  Object.assign(told, { className: "grow small" });
  Object.assign(stop, { type: "button", className: "btn small-btn", textContent: texts.remove });
  title.textContent = name;
  bar.max = 1;
  bar.setAttribute("aria-label", name);
  words.setAttribute("role", "status");
  told.append(title, document.createElement("br"), words, bar);
  item.className = "row";
  item.append(picture, told, stop);
  list.append(item);
  const row = { item, picture, stopped: false, tell(text, share) {
    words.textContent = text;
    bar.hidden = share === undefined;
    if (share !== undefined) bar.value = share;
  } };
  stop.addEventListener("click", () => {
    row.stopped = true;
    item.remove();
    notice.dispatchEvent(new Event("change"));
  });
  return row;
}

function keep(row, media) {
  const held = document.createElement("input");
  Object.assign(held, { type: "hidden", name: "media", value: media.id });
  row.item.append(held);
  notice.dispatchEvent(new Event("change"));
}

/** Tell how far the server is, until there is nothing more to tell. */
async function follow(row, id) {
  while (row.item.isConnected) {
    try {
      const media = await call(`${texts.media}/${id}/state`);
      const isWorking = media.state === "processing";
      row.tell(media.told, isWorking ? media.progress / 100 : undefined);
      row.picture.hidden = !media.small;
      if (media.small) row.picture.src = media.small;
      if (!isWorking) {
        notice.dispatchEvent(new Event("change"));
        return;
      }
    } catch (error) {
      if (error.told) return;
    }
    await pause(LOOK_MS);
  }
}

async function take(file) {
  const row = newRow(file.name);
  running += 1;
  try {
    const media = await sendAll(file, row);
    if (media && !row.stopped) {
      keep(row, media);
      follow(row, media.id);
    }
  } catch (error) {
    row.tell(error.told);
    row.item.classList.add("err");
  } finally {
    running -= 1;
    if (running === 0 && deed) notice.requestSubmit(deed);
  }
}

if (chooser && list) {
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    files.forEach(take);
  });
  notice.addEventListener("submit", (event) => {
    if (running === 0) return;
    event.preventDefault();
    deed = event.submitter || notice.querySelector("button[name=deed]");
    document.getElementById("files-told").textContent = texts.wait;
  });
  list.querySelectorAll("[data-working]").forEach((item) => {
    const words = item.querySelector("[role=status]");
    follow({ item, picture: item.querySelector("img"), tell: (text) => { words.textContent = text; } }, item.dataset.working);
  });
}
