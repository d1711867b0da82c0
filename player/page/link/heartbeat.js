// The page's word to its agent, every two seconds: so many frames were painted. It carries the
// secret the page was opened with, for it counts before the board is paired, too.
const EVERY_MS = 2000;

export function beat(http, link, mark) {
  return setInterval(() => {
    const body = { frames: mark.takeFrames(), link };
    http.json("POST", "/api/v1/board/heartbeat", { body }).catch(() => undefined);
  }, EVERY_MS);
}
