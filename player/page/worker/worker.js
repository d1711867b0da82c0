// The service worker of a board in a browser: keeps the page and what it plays, so that a reload
// and power-on come back without the server. It keeps only what hashes to its name, and hashes
// it again when it gives it out; the page hashes all of it once more.
import { named, readWhole } from "./named.js";

const SHELL = "bangtin-shell-1";
const CONTENT = "bangtin-content-1";
const LISTS = "bangtin-lists-1";
const PAGE = "/board";
const FILES = ["/board/static/board.js", "/board/static/board.css", "/board/static/icon.svg"];
const FONTS = ["/fonts/NotoSans-Regular.ttf", "/fonts/NotoSans-Bold.ttf"];
const SLOW_MS = 5000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(keepOnly(event.data || {}, event.source)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.searchParams.has("preview")) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(newest(event, PAGE));
  else if (FILES.indexOf(url.pathname) >= 0) event.respondWith(newest(event, url.pathname));
  else if (FONTS.indexOf(url.pathname) >= 0) event.respondWith(kept(url.pathname));
  else if (request.destination === "" && named(url.pathname)) event.respondWith(content(request, url.pathname));
});

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll([PAGE].concat(FILES, FONTS).map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function activate() {
  const ours = [SHELL, CONTENT, LISTS];
  const old = (await caches.keys()).filter((name) => name.indexOf("bangtin-") === 0 && ours.indexOf(name) < 0);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The page and its script as the server has them now; what was kept when it does not answer soon. */
async function newest(event, path) {
  const cache = await caches.open(SHELL);
  const held = await cache.match(path);
  const asked = fetch(path, { cache: "no-cache", credentials: "omit", redirect: "error" }).then(async (answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`);
    await put(cache, path, answer.clone());
    return answer;
  });
  if (!held) return asked;
  event.waitUntil(asked.catch(() => undefined));
  const late = new Promise((resolve) => setTimeout(resolve, SLOW_MS, held));
  return Promise.race([asked.catch(() => held), late]);
}

/** Fonts never change under their name. */
async function kept(path) {
  const cache = await caches.open(SHELL);
  return (await cache.match(path)) || fetch(path);
}

/** What is named by its digest: from the disk when it still bears its name, else from the server. */
async function content(request, path) {
  const cache = await caches.open(CONTENT);
  const { isTrue } = named(path);
  const held = request.cache === "reload" ? null : await cache.match(path);
  if (held) {
    const bytes = await held.arrayBuffer();
    if (await isTrue(bytes)) return answerWith(bytes, held);
    await cache.delete(path);
  }
  return fetched(cache, request, path);
}

/** From the server, and kept if it is what its name says; the page refuses what is not. */
async function fetched(cache, request, path) {
  const { limit, isTrue } = named(path);
  const answer = await fetch(request);
  if (!answer.ok || answer.redirected) return answer;
  const bytes = await readWhole(answer, limit);
  if (!bytes) return new Response(null, { status: 502 });
  const made = answerWith(bytes, answer);
  if (await isTrue(bytes)) await put(cache, path, made.clone());
  return made;
}

function answerWith(bytes, like) {
  return new Response(bytes, { headers: { "Content-Type": like.headers.get("Content-Type") || "application/octet-stream" } });
}

/** Keep it if there is room: first without, then with letting go of what no board lists. */
async function put(cache, path, answer) {
  try {
    await cache.put(path, answer.clone());
  } catch (full) {
    await sweep();
    await cache.put(path, answer).catch(() => undefined);
  }
}

/**
 * A board says what its score needs; one browser may be several boards, each with a list. It is
 * told how much of it could not be kept.
 */
async function keepOnly({ slot, paths }, board) {
  if (typeof slot !== "string" || !Array.isArray(paths)) return;
  let missing = await fill(paths);
  await sweep(slot, paths);
  if (missing) missing = await fill(paths);
  board.postMessage({ slot, missing });
}

/** Fetch what is not kept yet: the page had it before there was a worker. @returns how much is still not */
async function fill(paths) {
  const cache = await caches.open(CONTENT);
  let missing = 0;
  for (const path of paths.filter(named)) {
    if (await cache.match(path)) continue;
    await fetched(cache, new Request(path, { credentials: "omit" }), path).catch(() => undefined);
    if (!(await cache.match(path))) missing += 1;
  }
  return missing;
}

/** Let go of what no board of this browser lists, with one board's new list if it has one. */
async function sweep(slot = "", paths = []) {
  const lists = await caches.open(LISTS);
  const mine = `/lists/${slot}`;
  const others = (await lists.keys()).filter((list) => new URL(list.url).pathname !== mine);
  const listed = await Promise.all(others.map(async (list) => (await lists.match(list)).json()));
  const wanted = new Set(paths.concat(...listed));
  const cache = await caches.open(CONTENT);
  const gone = (await cache.keys()).filter((request) => !wanted.has(new URL(request.url).pathname));
  await Promise.all(gone.map((request) => cache.delete(request)));
  if (paths.length) await lists.put(mine, new Response(JSON.stringify(paths))).catch(() => undefined);
  else if (slot) await lists.delete(mine);
}
