// Media elements as a browser has them, for the tests of what is heard.

/** Lets what has happened be seen by those who wait for it. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));

export class Media extends EventTarget {
  constructor(isAllowed) {
    super();
    Object.assign(this, { isAllowed, paused: true, muted: false, ended: false, error: null, duration: NaN, currentTime: 0, volume: 1, plays: 0, loaded: [] });
  }

  set src(url) {
    this.loaded.push(url);
    Object.assign(this, { paused: true, ended: false, error: null, currentTime: 0, duration: NaN });
  }

  play() {
    this.plays += 1;
    if (!this.isAllowed && !this.muted) return Promise.reject(Object.assign(new Error("no"), { name: "NotAllowedError" }));
    this.paused = false;
    return Promise.resolve();
  }

  pause() {
    this.paused = true;
  }

  end() {
    Object.assign(this, { paused: true, ended: true });
    this.dispatchEvent(new Event("ended"));
  }

  fail() {
    Object.assign(this, { paused: true, error: { code: 3 } });
    this.dispatchEvent(new Event("error"));
  }
}

/** A film that a browser stops when its sound is opened without leave. */
export class Film extends Media {
  get muted() {
    return this.isMuted;
  }

  set muted(value) {
    if (!value && !this.isAllowed && this.isMuted) this.paused = true;
    this.isMuted = value;
  }
}
