// A board's page: the real board page in a frame, turning its items as the plan says.
"use strict";
const live = document.getElementById("live");

async function play() {
  const answer = await fetch(live.dataset.items);
  if (!answer.ok || answer.redirected) return;
  const found = await answer.json();
  if (!found.preview) return;
  const size = [Number(live.dataset.width), Number(live.dataset.height)];
  const shot = live.querySelector("img");
  const frame = boardFrame(live.dataset.frame, size, shot.alt, () => {
    shot.hidden = true;
    send(frame, found);
  });
  live.append(frame);
}

async function send(frame, found) {
  while (frame.isConnected) {
    if (found.preview) {
      frame.contentWindow.postMessage({ type: "bangtin-preview", ...found.preview }, location.origin);
    }
    await new Promise((done) => setTimeout(done, Math.max(2, found.seconds || 10) * 1000));
    const answer = await fetch(live.dataset.items).catch(() => null);
    if (answer && answer.ok && !answer.redirected) found = await answer.json();
  }
}
if (live) play().catch(() => {});
