// The live page of stopped boards: the same HTML again each second; spoken at most every five.
"use strict";
const stopped = document.getElementById("stopped");
let spoken = 0;

async function refresh() {
  const answer = await fetch(stopped.dataset.url, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = fresh.getElementById("stopped-told");
  const now = Date.now();
  if (told && now - spoken < 5000) told.setAttribute("aria-live", "off");
  else spoken = now;
  const held = document.activeElement && stopped.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  stopped.replaceChildren(...fresh.body.childNodes);
  const again = held && stopped.querySelector(`a[href="${CSS.escape(held)}"]`);
  if (again) again.focus({ preventScroll: true });
}

async function watch() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    if (!document.hidden) await refresh().catch(() => {});
  }
}
if (stopped) watch();
