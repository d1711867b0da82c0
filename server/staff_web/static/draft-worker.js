// The notice form without network: its empty page and the files it needs, nothing else.
// It sends nothing by itself; what was typed is drafts.js's.
"use strict";
const CACHE = "notice-form";
const SHELL = "/staff/notices/new";
const FILES = "/staff/static/";

const isOurs = (address) => address.origin === location.origin && !address.search && (address.pathname === SHELL || address.pathname.startsWith(FILES));

async function keep(address, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  await (await caches.open(CACHE)).put(address.pathname, answer.clone());
}

async function fetched(request, address) {
  try {
    const answer = await fetch(request);
    await keep(address, answer);
    if (answer.type === "opaqueredirect") await caches.delete(CACHE);
    return answer;
  } catch (error) {
    const held = await (await caches.open(CACHE)).match(address.pathname, { ignoreVary: true });
    if (held) return held;
    throw error;
  }
}

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("message", (event) => {
  const addresses = event.data.keep.map((text) => new URL(text, location.href)).filter(isOurs);
  event.waitUntil(Promise.all(addresses.map(async (address) => keep(address, await fetch(address.pathname)))));
});
addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const isPage = event.request.mode === "navigate";
  if (event.request.method !== "GET" || !isOurs(address) || isPage !== (address.pathname === SHELL)) return;
  event.respondWith(fetched(event.request, address));
});
