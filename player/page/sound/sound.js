// The board's loudspeaker: one element for alerts and all recordings, and the films' own sound. A
// browser may keep it locked until somebody touches the page; whether it does is found out by
// trying to play.
import { silence } from "./silence.js";

const TOUCHES = ["pointerup", "touchend", "click", "keydown"];
const MOST_DRIFT_S = 1.5;

export class Sound {
  /** @param {HTMLAudioElement} node @param {EventTarget} touched where any touch is seen */
  constructor(node = new Audio(), touched = window) {
    Object.assign(this, { node, touched, isLocked: false, key: null, wanted: null, film: null, isOver: true, begun: null, isRefused: false, told: () => undefined });
    this.onTouch = () => this.tryAgain();
    node.disableRemotePlayback = true;
    ["ended", "error"].forEach((name) => node.addEventListener(name, () => {
      if (node.ended || node.error) this.isOver = true; // not of what was loaded before
    }));
  }

  /** Find out whether the browser lets us be heard. */
  begin() {
    this.load(null, silence());
    this.play(0);
  }

  /**
   * Have heard what belongs to now; called several times a second.
   * @param {{key: string, url: string, atS: number}|null} wanted a recording, and where it is now
   * @param {HTMLVideoElement|null} film on the glass @param {number} gain 0 to 1
   * @param {{key: string, url: string, gain: number}|null} call of an alert, from its beginning: before all else
   */
  follow(wanted, film, gain, call = null) {
    this.wanted = call ? Object.assign({ atS: null }, call) : gain > 0 ? wanted : null;
    this.speak(call ? call.gain : gain);
    if (this.film && this.film !== film) this.film.muted = true;
    this.film = film;
    if (film) this.open(film, call ? 0 : gain);
  }

  /** Seconds that what is loaded has been played. */
  get atS() {
    return this.node.currentTime;
  }

  speak(gain) {
    const { node, wanted } = this;
    if (!wanted) {
      if (this.key !== null && !node.paused) node.pause();
      return;
    }
    node.volume = gain;
    if (this.key !== wanted.key) this.load(wanted.key, wanted.url);
    if (node.paused && !this.isOver && !this.isRefused) this.play(wanted.atS);
  }

  load(key, url) {
    Object.assign(this, { key, isOver: false, begun: null, isRefused: false });
    this.node.src = url;
  }

  /** From where it is now, so that boards beside each other agree; null: on from where it stands. */
  play(atS) {
    const { node, key } = this;
    if (atS !== null && atS >= node.duration) {
      this.isOver = true;
      return;
    }
    if (atS !== null && Math.abs(node.currentTime - atS) > MOST_DRIFT_S) node.currentTime = atS;
    Promise.resolve(node.play()).then(() => this.plays(key), (error) => {
      if (error.name !== "NotAllowedError" || key !== this.key) return;
      this.isRefused = true;
      this.setLocked(true);
    });
  }

  plays(key) {
    if (key === this.key) this.begun = key;
    this.setLocked(false);
  }

  /** A film plays muted until it may be heard; unmuted too early, browsers stop it. */
  open(film, gain) {
    const isMuted = this.isLocked || gain === 0;
    film.volume = gain;
    if (film.muted === isMuted) return;
    const wasPaused = film.paused;
    film.muted = isMuted;
    if (isMuted || wasPaused || !film.paused) return;
    film.muted = true;
    Promise.resolve(film.play()).catch(() => undefined);
    this.setLocked(true);
  }

  /** @param {(isLocked: boolean) => void} told now and whenever it changes */
  onLock(told) {
    this.told = told;
    told(this.isLocked);
  }

  setLocked(isLocked) {
    if (isLocked === this.isLocked) return;
    this.isLocked = isLocked;
    this.told(isLocked);
    TOUCHES.forEach((name) => (isLocked
      ? this.touched.addEventListener(name, this.onTouch)
      : this.touched.removeEventListener(name, this.onTouch)));
  }

  /** In a touch: what is to be heard now, else nothing, but aloud. */
  tryAgain() {
    this.isRefused = false;
    if (this.wanted) this.play(this.wanted.atS);
    else this.begin();
  }
}
