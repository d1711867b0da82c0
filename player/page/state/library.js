// The score and all it needs: manifest, items, media. Each byte is hashed before it counts; a new
// score takes over only when all of it is here (the very first one plays as it comes). Items that
// came wrong three times are waited for no longer, pictures not at all: what can be shown goes on.
import { TrustError, parseObject } from "../trust/bytes.js";
import { SIZE_LIMITS } from "../trust/envelope.js";
import { isObject } from "../trust/fields.js";
import { RejectedError, UnreachableError, checkedBytes } from "../link/http.js";
import { fullJitter, sleep } from "../link/backoff.js";
import { checkManifest } from "./board_state.js";

const AT_ONCE = 3;
const WAITED_FOR = 3;
const [AWAY_MS, BAD_MS] = [60000, 600000];
const GIVES_WAY_MS = 100;
const PICTURES = ["image/jpeg", "image/png", "image/webp"];
const SOUNDS = ["audio/mp4"];
const FILMS = ["video/mp4"];

export class Library {
  /**
   * @param {{state: () => object, onChange: () => void, onDoubt: (code: string) => void,
   *   onGone: () => void, onWhole?: (digest: string, manifest) => void, givesWay?: () => boolean}} handlers
   *   onDoubt: the root may have moved on; onGone: ask for a new head; onWhole: a score is all here;
   *   givesWay: something else is to be fetched first
   */
  constructor(http, handlers) {
    Object.assign(this, { http, handlers, manifest: null, digest: null, wanted: null, items: new Map(), media: new Map(), round: 0, bad: new Set(), unpaintable: false, isRefused: false, resumed: null });
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

  get faults() {
    const found = { media_bad: this.bad.size > 0, item_unpaintable: this.unpaintable, score_refused: this.isRefused };
    return Object.keys(found).filter((name) => found[name]);
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
    if (!found) return false;
    if (!isObject(found.pages[page])) this.unpaintable = true;
    return this.isWhole(found.pages[page]);
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
    this.unpaintable = true;
  }

  /** Until all is here: soon again while the server is away, what comes wrong ever more seldom. */
  async run(name, round) {
    await this.resumed;
    let [away, tries] = [0, 0];
    while (round === this.round) {
      try {
        if (await this.fetchAll(name, round, tries + 1) || round !== this.round) return;
        tries += 1;
        away = 0;
      } catch (error) {
        if (round !== this.round) return;
        if (!this.isPassing(error)) return;
        away += 1;
      }
      await sleep(1000 + (away ? fullJitter(away - 1, 2000, AWAY_MS) : fullJitter(tries - 1, 2000, BAD_MS)));
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

  /** @param {number} nth which try this is in which nothing was away. @returns {Promise<boolean>} whether everything is here */
  async fetchAll(name, round, nth) {
    const raw = await this.http.bytes(`/manifests/${name}`, SIZE_LIMITS.manifest);
    const manifest = this.checkedManifest(raw, name);
    if (this.manifest === null && round === this.round) this.adopt(manifest, name);
    await this.fetchItems(manifest);
    await this.fetchKinds(manifest, PICTURES);
    if (round !== this.round || !this.isReady(manifest, nth)) return false;
    if (this.digest !== name) this.adopt(manifest, name);
    this.tidy(manifest);
    await this.fetchKinds(manifest, SOUNDS);
    await this.fetchKinds(manifest, FILMS); // long; till then the posters stand in for them
    if (round === this.round && this.handlers.onWhole) this.handlers.onWhole(name, manifest);
    return !this.bad.size;
  }

  /** Tell whether a score need not be waited for; one of which nothing can be shown is no better than the one before. */
  isReady(manifest, nth) {
    const items = digestsOf(manifest);
    if (nth < WAITED_FOR && items.some((name) => this.bad.has(name))) return false;
    const isFull = !items.concat(Object.keys(manifest.media || {})).some((name) => this.bad.has(name));
    return isFull || items.some((name) => this.isHere(name) && this.items.get(name).pages.some((page) => this.isWhole(page)));
  }

  isWhole(page) {
    return isObject(page) && (!page.picture || this.media.has(page.picture.media));
  }

  /** Is a file of the score here and verified? */
  isHere(name) {
    return Boolean(this.items.get(name)) || this.media.has(name);
  }

  checkedManifest(raw, name) {
    try {
      const manifest = checkManifest(this.handlers.state(), raw, name);
      this.isRefused = false;
      return manifest;
    } catch (error) {
      this.isRefused = true;
      throw error;
    }
  }

  adopt(manifest, name) {
    this.manifest = manifest;
    this.digest = name;
    this.handlers.onChange();
  }

  fetchItems(manifest) {
    return each(digestsOf(manifest), (name) => this.settle(name, () => this.fetchItem(name)));
  }

  async fetchItem(name) {
    if (this.items.get(name)) return;
    const item = itemOf(await checkedBytes(this.http, `/items/${name}`, name, SIZE_LIMITS.item));
    if (!item) this.unpaintable = true;
    this.items.set(name, item);
    this.handlers.onChange();
  }

  fetchKinds(manifest, kinds) {
    const media = manifest.media || {};
    const named = Object.keys(media).filter((name) => kinds.indexOf(media[name].type) >= 0);
    return each(named, (name) => this.settle(name, () => this.fetchMedia(name, media[name])));
  }

  async fetchMedia(name, about) {
    if (this.media.has(name)) return;
    const raw = await checkedBytes(this.http, `/media/${name}`, name, SIZE_LIMITS.media);
    if (this.media.has(name)) return; // another round had it meanwhile
    this.media.set(name, URL.createObjectURL(new Blob([raw], { type: about.type })));
    this.handlers.onChange();
  }

  /** Note whether a file is here or came wrong. Throws UnreachableError, which says nothing of the file. */
  async settle(name, work) {
    const { givesWay } = this.handlers;
    while (givesWay && givesWay()) await sleep(GIVES_WAY_MS);
    try {
      await work();
      this.bad.delete(name);
    } catch (error) {
      if (!(error instanceof RejectedError || error instanceof TrustError)) throw error;
      this.bad.add(name);
    }
  }

  /** Let go of what the score no longer names. */
  tidy(manifest) {
    const items = new Set(digestsOf(manifest));
    const media = manifest.media || {};
    Array.from(this.items.keys()).filter((name) => !items.has(name)).forEach((name) => this.items.delete(name));
    Array.from(this.bad).filter((name) => !items.has(name) && !media[name]).forEach((name) => this.bad.delete(name));
    Array.from(this.media.keys()).filter((name) => !media[name]).forEach((name) => {
      const url = this.media.get(name);
      this.media.delete(name);
      setTimeout(() => URL.revokeObjectURL(url), 60000);
    });
  }
}

const digestsOf = (manifest) => Object.keys(manifest.items).map((id) => manifest.items[id].digest);

/** An item with pages; null for anything else, which is passed over though it is what was signed. */
function itemOf(raw) {
  try {
    const item = parseObject(raw);
    return Array.isArray(item.pages) ? item : null;
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return null;
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
