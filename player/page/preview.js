// Preview for staff, in a frame of the same origin and nowhere else: paints what the parent page
// posts, unsigned, and asks the network for nothing but pictures of our own origin.
//
// {"type": "bangtin-preview", "header", "layout", "item", "page", "media": {digest: path}}
// {"type": "bangtin-preview", "header", "layout", "alert": <alert payload>}
// {"type": "bangtin-preview", "header", "slate": {"text"}}    `at` (an instant) is optional.
import { Glass } from "./glass.js";
import { digest, utf8 } from "./trust/bytes.js";
import { readAlert } from "./state/alert.js";
import { instantMs, instantText } from "./time/instant.js";

const TYPE = "bangtin-preview";
const PAGE_S = 3600;

export function isFramedByOwnOrigin(self = window) {
  if (self.parent === self) return false;
  try {
    return self.parent.location.origin === self.location.origin;
  } catch (error) {
    return false;
  }
}

export class Preview {
  constructor(node, clock) {
    this.clock = clock;
    this.library = { manifest: null, item: () => this.item, usable: () => Boolean(this.item), mediaUrl: (name) => this.mediaUrl(name), spoil: () => undefined };
    const nothing = () => undefined;
    this.glass = new Glass(node, {
      library: this.library, isSecure: true, link: (item) => item.link && new URL(item.link, location.origin).href,
      onPainted: nothing, onEnded: nothing, onFailed: nothing, onShow: nothing,
    });
    this.shift = 0;
    document.documentElement.classList.add("framed");
  }

  start() {
    window.addEventListener("message", (event) => {
      const isOurs = event.source === window.parent && event.origin === location.origin;
      if (isOurs && event.data && event.data.type === TYPE) this.take(event.data);
    });
    setInterval(() => this.tick(), 200);
    window.parent.postMessage({ type: `${TYPE}-ready` }, location.origin);
  }

  take({ header, layout, item, page = 0, media = {}, alert, slate, at }) {
    this.shift = at ? instantMs(at) - this.clock.wallMs() : 0;
    this.media = media;
    this.glass.stage.setLayout(layout || null);
    if (header) this.glass.setIdentity({ profile: null, header });
    this.item = item || null;
    this.library.manifest = item ? this.scoreOf(item, page) : null;
    this.glass.setStop(slate || null);
    const shown = alert ? [readAlert(Object.assign({}, alert, { revision: alert.revision || 1 }), "preview")] : [];
    this.glass.setAlerts([], this.now(), this.clock.monoMs());
    this.glass.setAlerts(shown, this.now(), this.clock.monoMs());
    this.tick();
  }

  /** A score of one page, under a name of its own so that a changed page is painted anew. */
  scoreOf(item, page) {
    const name = digest(utf8(JSON.stringify([item, page])));
    const zone = { cycles: { c: [["preview", page, PAGE_S]] }, timeline: [[instantText(0), "c"]] };
    return { items: { preview: { digest: name } }, zones: { main: zone } };
  }

  /** Only a path of our own origin, or a blob made by it. */
  mediaUrl(name) {
    const url = new URL(this.media[name] || name, location.origin);
    return url.origin === location.origin ? url.href : null;
  }

  now() {
    return this.clock.wallMs() + this.shift;
  }

  tick() {
    this.glass.tick(this.now(), this.clock.monoMs(), null);
  }
}
