// The live ledger: asks again and again, names what it holds, puts in what changed; spoken at
// most every five seconds, and asked for less often while nothing changes.
"use strict";
const ledger = document.getElementById("ledger");
const MOST_HELD = 850, SOON_MS = 1000, LATEST_MS = 4000;
let spoken = 0, version = "", wait = SOON_MS;

function pieces(root) {
  return [...root.querySelectorAll("[data-tag]")];
}

function put(fresh) {
  const rows = new Map(pieces(ledger).filter((one) => one.dataset.row).map((one) => [one.dataset.row, one]));
  for (const one of fresh.querySelectorAll("[data-part]")) {
    const old = ledger.querySelector(`[data-part="${one.dataset.part}"]`);
    if (!("same" in one.dataset)) old.replaceWith(one);
  }
  const body = ledger.querySelector("#ledger-rows");
  body.replaceChildren(...[...fresh.querySelectorAll("[data-row]")].map((one) =>
    "same" in one.dataset ? rows.get(one.dataset.row) || one : one));
}

function tell(time, isChanged) {
  const told = document.getElementById("ledger-told");
  const now = Date.now();
  const speaks = isChanged && now - spoken >= 5000;
  told.setAttribute("aria-live", speaks ? "polite" : "off");
  if (speaks) spoken = now;
  told.textContent = ledger.dataset.told.replace("{time}", time);
}

async function refresh() {
  const held = pieces(ledger).slice(0, MOST_HELD).map((one) => one.dataset.tag).join(" ");
  const answer = await fetch(ledger.dataset.url, {
    headers: { Accept: "text/html", "Bangtin-Held": held, "If-None-Match": version },
    cache: "no-store",
  });
  if (answer.status === 304) {
    wait = Math.min(LATEST_MS, wait * 1.2);
    return tell(answer.headers.get("Bangtin-As-Of"), false);
  }
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.getElementById("ledger-told").dataset.live) return location.reload();
  const focused = ledger.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  put(fresh);
  version = answer.headers.get("ETag");
  wait = SOON_MS;
  tell(answer.headers.get("Bangtin-As-Of"), true);
  if (focused && !ledger.contains(document.activeElement)) {
    const again = ledger.querySelector(`a[href="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
}

async function watch() {
  while (ledger.dataset.url) {
    await new Promise((done) => setTimeout(done, wait));
    if (!document.hidden) await refresh().catch(() => {});
  }
}
if (ledger && ledger.dataset.url) watch();
