// A film over its poster: it starts muted, for browsers play it so untouched; shown from its first painted frame on, gone when anything fails.
import { el } from "../look/dom.js";

const MOST_DRIFT_S = 1.5;

export function filmNode(url) {
  const node = el("video.moving");
  node.muted = true;
  node.setAttribute("muted", "");
  node.setAttribute("playsinline", "");
  node.preload = "auto";
  node.disableRemotePlayback = true;
  node.addEventListener("playing", () => node.classList.add("on"));
  node.addEventListener("error", () => node.classList.remove("on"));
  node.src = url;
  return node;
}

/** Play the layer's film from where its page is now, so that boards beside each other agree. */
export function playFilm(layer, passedS) {
  const node = layer.querySelector("video");
  if (!node) return;
  node.muted = true;
  if (Math.abs(node.currentTime - passedS) > MOST_DRIFT_S) node.currentTime = Math.max(0, passedS);
  const started = node.play();
  if (started) started.catch(() => node.classList.remove("on"));
}

/** Let go of the film's memory: small boards have little. */
export function dropFilm(layer) {
  const node = layer.querySelector("video");
  if (!node) return;
  node.pause();
  node.removeAttribute("src");
  node.load();
}
