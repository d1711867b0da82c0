// The live ledger: the same HTML again each second; spoken at most every five.
"use strict";
const ledger = document.getElementById("ledger");
let spoken = 0;

async function refresh() {
  const answer = await fetch(ledger.dataset.url, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = fresh.getElementById("ledger-told");
  const now = Date.now();
  if (told && now - spoken < 5000) told.setAttribute("aria-live", "off");
  else spoken = now;
  const held = document.activeElement && ledger.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  ledger.replaceChildren(...fresh.body.childNodes);
  if (held) {
    const again = ledger.querySelector(`a[href="${CSS.escape(held)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
}

async function watch() {
  while (ledger.dataset.url) {
    await new Promise((done) => setTimeout(done, 1000));
    if (!document.hidden) await refresh().catch(() => {});
  }
}
if (ledger && ledger.dataset.url) watch();
