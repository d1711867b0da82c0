// The score and all it needs: manifest, items, media. Each byte is hashed before it counts; a new
// score takes over only when all of it is here (the very first one plays as it comes).
import { TrustError, digest, parseObject } from "../trust/bytes.js";
import { SIZE_LIMITS } from "../trust/envelope.js";
import { RejectedError, UnreachableError } from "../link/http.js";
import { fullJitter, sleep } from "../link/backoff.js";
import { checkManifest } from "./board_state.js";

const AT_ONCE = 3;
const PICTURES = ["image/jpeg", "image/png", "image/webp"];
const FILMS = ["video/mp4"];

export class Library {
  /**
   * @param {{state: () => object, onChange: () => void, onDoubt: (code: string) => void,
   *   onGone: () => void, onWhole?: (digest: string, manifest) => void}} handlers
   *   onDoubt: the root may have moved on; onGone: ask for a new head; onWhole: a score is all here
   */
  constructor(http, handlers) {
    Object.assign(this, { http, handlers, manifest: null, digest: null, wanted: null, items: new Map(), media: new Map(), round: 0, faults: new Set(), resumed: null });
  }

  /** Play again what was whole when the page was left, until what the head names is. */
  resume(name) {
    if (name && this.digest === null) this.resumed = this.bringBack(name).catch(() => undefined);
  }

  async bringBack(name) {
    const raw = await this.http.bytes(`/manifests/${name}`, SIZE_LIMITS.manifest);
    const manifest = checkManifest(this.handlers.state(), raw, name);
    this.adopt(manifest, name);
    await this.fetchItems(manifest);
    await this.fetchKinds(manifest, PICTURES);
  }

  /** Take note of the manifest the head names; null: there is nothing to play. */
  want(name) {
    if (name === this.wanted) return;
    this.wanted = name;
    this.round += 1;
    if (name === null) this.adopt(null, null);
    else if (name !== this.digest) this.run(name, this.round);
  }

  /** Begin anew with the same name, after the root has changed. */
  wantAgain() {
    const name = this.wanted;
    this.wanted = undefined;
    this.want(name === undefined ? null : name);
  }

  /** Is the page's item here and verified, and its picture? */
  usable(item, page) {
    const found = this.item(item);
    if (!found || !found.pages[page]) return false;
    const { picture } = found.pages[page];
    return !picture || this.media.has(picture.media);
  }

  item(name) {
    const entry = this.manifest && this.manifest.items[name];
    return (entry && this.items.get(entry.digest)) || null;
  }

  /** @returns {string|null} an object URL of verified bytes */
  mediaUrl(name) {
    return this.media.get(name) || null;
  }

  /** Put an item aside that could not be painted. */
  spoil(name) {
    const entry = this.manifest && this.manifest.items[name];
    if (entry) this.items.set(entry.digest, null);
    this.faults.add("item_unpaintable");
  }

  async run(name, round) {
    await this.resumed;
    for (let attempt = 0; round === this.round; attempt += 1) {
      try {
        if (await this.fetchAll(name, round) || round !== this.round) return;
      } catch (error) {
        if (round !== this.round) return;
        if (!this.isPassing(error)) return;
      }
      await sleep(1000 + fullJitter(attempt, 2000, 60000));
    }
  }

  /** Tell whether to try the same again; bad or vanished statements need a new head first. */
  isPassing(error) {
    if (error instanceof UnreachableError) return true;
    if (error instanceof RejectedError) this.handlers.onGone();
    else if (error instanceof TrustError) this.handlers.onDoubt(error.code);
    else throw error;
    this.wanted = undefined;
    return false;
  }

  /** @returns {Promise<boolean>} whether everything is here; the pictures that are not come again */
  async fetchAll(name, round) {
    const raw = await this.http.bytes(`/manifests/${name}`, SIZE_LIMITS.manifest);
    const manifest = checkManifest(this.handlers.state(), raw, name);
    this.faults.delete("media_bad");
    if (this.manifest === null && round === this.round) this.adopt(manifest, name);
    await this.fetchItems(manifest);
    await this.fetchKinds(manifest, PICTURES);
    if (round !== this.round) return false;
    if (this.manifest !== manifest && this.digest !== name) this.adopt(manifest, name);
    this.tidy(manifest);
    await this.fetchKinds(manifest, FILMS); // long; till then the posters stand in for them
    if (round === this.round && this.handlers.onWhole) this.handlers.onWhole(name, manifest);
    return !this.faults.has("media_bad");
  }

  adopt(manifest, name) {
    this.manifest = manifest;
    this.digest = name;
    this.handlers.onChange();
  }

  fetchItems(manifest) {
    return each(Object.keys(manifest.items).map((id) => manifest.items[id].digest), (item) => this.fetchItem(item));
  }

  async fetchItem(name) {
    if (this.items.get(name)) return;
    const raw = await this.checked("item", `/items/${name}`, name);
    const item = parseObject(raw);
    if (!Array.isArray(item.pages)) throw new TrustError("malformed", "item");
    this.items.set(name, item);
    this.handlers.onChange();
  }

  fetchKinds(manifest, kinds) {
    const media = manifest.media || {};
    const named = Object.keys(media).filter((name) => kinds.indexOf(media[name].type) >= 0);
    return each(named, (name) => this.fetchMedia(name, media[name]));
  }

  /** A bad or missing picture makes its pages unusable; the rest goes on. */
  async fetchMedia(name, about) {
    if (this.media.has(name)) return;
    try {
      const raw = await this.checked("media", `/media/${name}`, name);
      this.media.set(name, URL.createObjectURL(new Blob([raw], { type: about.type })));
      this.handlers.onChange();
    } catch (error) {
      if (error instanceof UnreachableError) throw error;
      this.faults.add("media_bad");
    }
  }

  async checked(kind, path, name) {
    for (const isFresh of [false, true]) {
      const raw = await this.http.bytes(path, SIZE_LIMITS[kind], isFresh);
      if (digest(raw) === name) return raw;
    }
    throw new TrustError("wrong_digest", path);
  }

  /** Let go of what the score no longer names. */
  tidy(manifest) {
    const items = new Set(Object.keys(manifest.items).map((id) => manifest.items[id].digest));
    const media = manifest.media || {};
    Array.from(this.items.keys()).filter((name) => !items.has(name)).forEach((name) => this.items.delete(name));
    Array.from(this.media.keys()).filter((name) => !media[name]).forEach((name) => {
      const url = this.media.get(name);
      this.media.delete(name);
      setTimeout(() => URL.revokeObjectURL(url), 60000);
    });
  }
}

/** Work through a list, a few at once; what fails keeps nothing else away. Throws the first failure. */
async function each(list, work) {
  let next = 0;
  let failure = null;
  const note = (error) => {
    failure = failure || error;
  };
  const worker = async () => {
    while (next < list.length) {
      next += 1;
      await work(list[next - 1]).catch(note);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, worker));
  if (failure) throw failure;
}
