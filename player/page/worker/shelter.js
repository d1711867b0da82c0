// The page's side of the service worker, in secure contexts alone: there is none over plain http.

const WORKER = "/board/static/worker.js";

export class Shelter {
  /** `missing` counts what the score needs and the browser would not keep. */
  constructor(slot) {
    this.slot = slot;
    this.container = navigator.serviceWorker;
    this.missing = 0;
    this.container.addEventListener("message", ({ data }) => {
      if (data && data.slot === slot) this.missing = data.missing;
    });
  }

  /** Begin to keep; without a worker to be had, the board plays live only. */
  async begin() {
    try {
      await this.container.register(WORKER, { scope: "/board" });
      // Asked for once paired: what is kept is then not the first to go when the disk is full.
      if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    } catch (error) {
      this.container = null;
    }
  }

  /** Let go of all that no board of this browser lists. @param {string[]} paths what this one needs */
  async keep(paths) {
    if (!this.container) return;
    const { active } = await this.container.ready;
    active.postMessage({ slot: this.slot, paths });
  }
}

/** What there is of a score, by address. */
export function pathsOf(digest, manifest, isHere) {
  const named = Object.keys(manifest.items).map((id) => manifest.items[id].digest);
  const items = named.filter(isHere).map((name) => `/items/${name}`);
  const media = Object.keys(manifest.media || {}).filter(isHere).map((name) => `/media/${name}`);
  return [`/manifests/${digest}`].concat(items, media);
}

export const canShelter = () => window.isSecureContext === true && "serviceWorker" in navigator && "caches" in window;
