// Voices that are being made while an officer reads: each row says when its own is ready.
"use strict";
const PAUSE_MS = 400;

async function follow(row) {
  for (;;) {
    const answer = await fetch(row.dataset.follow, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { state, told, tone, icon } = await answer.json();
    if (state !== "making") {
      show(row, state, told, tone, icon);
      return;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function show(row, state, told, tone, icon) {
  const chip = row.querySelector(".chip");
  chip.className = `chip ${tone}`;
  chip.querySelector("span").textContent = told;
  const drawn = chip.querySelector("use");
  drawn.setAttribute("href", drawn.getAttribute("href").replace(/#.*/, `#${icon}`));
  if (state === "none") row.querySelector("audio").hidden = true;
}

document.querySelectorAll("[data-follow]").forEach((row) => {
  follow(row).catch(() => {});
});
