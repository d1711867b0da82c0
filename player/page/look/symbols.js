// Alert symbols: black on a white tile, told apart by shape alone at eight metres.
import { drawing } from "./dom.js";

const WAVES = '<g fill="none" stroke="#101114" stroke-width="7"><path d="M12 88c8-7 16-7 24 0s16 7 24 0 16-7 24 0 16 7 24 0"/><path d="M12 104c8-7 16-7 24 0s16 7 24 0 16-7 24 0 16 7 24 0"/></g>';
const SYMBOLS = {
  "flash-flood": '<path d="M10 12 66 80h44v30H10z" fill="#101114"/><g fill="none" stroke="#fff" stroke-width="6"><path d="M16 35 57 85c4 5 8 6 13 3s9-6 14-3 9 6 14 3 8-5 14-3"/><path d="M16 60 44 94c5 6 10 7 15 4s9-6 14-3 9 6 14 3 8-6 14-3 7 3 11 2"/></g><g transform="rotate(12 86 52)" fill="#101114"><path d="M86 18 109 42h-6v27H69V42h-6z"/><rect x="80" y="50" width="12" height="12" fill="#fff"/></g>',
  flood: `<path d="M60 14 98 46h-9v30H31V46h-9z" fill="#101114"/><rect x="53" y="52" width="14" height="14" fill="#fff"/>${WAVES}`,
  storm: '<g fill="#101114"><path d="M60 34a26 26 0 0 1 26 26c0 30-22 48-54 50 18-8 27-18 29-25a26 26 0 0 1-1-51z"/><path d="M60 86a26 26 0 0 1-26-26c0-30 22-48 54-50-18 8-27 18-29 25a26 26 0 0 1 1 51z"/></g><circle cx="60" cy="60" r="12" fill="#fff"/>',
  "dam-release": '<path d="M10 24h34l12 86H10z" fill="#101114"/><g fill="none" stroke="#fff" stroke-width="6"><path d="M10 44h30M10 62h32"/></g><g fill="none" stroke="#101114" stroke-width="8" stroke-linecap="round"><path d="M50 44c26 0 32 20 34 40"/><path d="M54 66c14 2 16 12 17 22"/></g><g fill="none" stroke="#101114" stroke-width="7"><path d="M62 102c7-6 13-6 20 0s13 6 20 0"/></g><path d="M96 16v30M84 36l12 14 12-14" fill="none" stroke="#101114" stroke-width="8"/>',
  landslide: '<path d="M10 14 34 22 92 110H10z" fill="#101114"/><g fill="#101114"><circle cx="62" cy="40" r="10"/><circle cx="84" cy="60" r="13"/><circle cx="54" cy="20" r="6"/><path d="M96 84h16v26H96z"/><path d="m88 88 16-14 12 12z"/></g>',
  fire: '<path d="M62 8c4 20 34 32 34 64 0 22-16 38-36 38S24 94 24 72c0-16 8-26 16-34 0 10 4 16 10 18-2-18 0-34 12-48z" fill="#101114"/><path d="M62 62c2 10 14 14 14 28 0 10-7 16-15 16s-15-6-15-16c0-8 4-12 8-16 1 5 3 7 5 8 0-8 0-14 3-20z" fill="#fff"/>',
  epidemic: '<g stroke="#101114" stroke-width="8" stroke-linecap="round"><path d="M60 14v92M14 60h92M28 28l64 64M92 28 28 92"/></g><circle cx="60" cy="60" r="30" fill="#101114"/><g fill="#101114"><circle cx="60" cy="13" r="8"/><circle cx="60" cy="107" r="8"/><circle cx="13" cy="60" r="8"/><circle cx="107" cy="60" r="8"/><circle cx="27" cy="27" r="8"/><circle cx="93" cy="27" r="8"/><circle cx="27" cy="93" r="8"/><circle cx="93" cy="93" r="8"/></g><g fill="#fff"><circle cx="50" cy="52" r="6"/><circle cx="70" cy="56" r="6"/><circle cx="56" cy="72" r="6"/></g>',
  "missing-person": '<circle cx="46" cy="34" r="20" fill="#101114"/><path d="M10 110c0-34 14-48 36-48s36 14 36 48z" fill="#101114"/><path d="M82 26c2-12 28-12 28 6 0 14-14 12-14 26" fill="none" stroke="#101114" stroke-width="9" stroke-linecap="round"/><circle cx="96" cy="76" r="6.500" fill="#101114"/>',
  "all-clear": '<circle cx="60" cy="60" r="48" fill="#101114"/><path d="m34 62 18 18 36-38" fill="none" stroke="#fff" stroke-width="13" stroke-linecap="round" stroke-linejoin="round"/>',
  warning: '<path d="M60 12 112 104H8z" fill="#101114" stroke="#101114" stroke-width="8" stroke-linejoin="round"/><path d="M60 42v32" stroke="#fff" stroke-width="11" stroke-linecap="round"/><circle cx="60" cy="90" r="6.500" fill="#fff"/>',
};

// Words of an event, in small letters with their marks (bão is no báo); the first found decides.
const BY_WORD = [
  ["all-clear", /an toàn|hết báo động|bình thường|qua nguy hiểm|all.?clear/],
  ["flash-flood", /lũ quét|lũ ống|flash.?flood/],
  ["dam-release", /xả lũ|xả nước|hồ chứa|vỡ đập|\bdam\b/],
  ["landslide", /sạt lở|lở đất|sụt lún|landslide/],
  ["fire", /cháy|hỏa hoạn|hoả hoạn|\bfire/],
  ["epidemic", /dịch|bệnh|epidemic|outbreak|disease/],
  ["missing-person", /mất tích|tìm người|đi lạc|missing/],
  ["storm", /bão|áp thấp|giông|dông|lốc|storm|typhoon|cyclone/],
  ["flood", /lũ|ngập|lụt|triều cường|flood/],
];
const BY_CATEGORY = { Fire: "fire", Health: "epidemic" };

/** Choose by the event's words, else by the CAP category. */
export function symbolName(event, category) {
  const plain = String(event).normalize("NFC").toLowerCase();
  const named = BY_WORD.find(([, words]) => words.test(plain));
  return named ? named[0] : BY_CATEGORY[category] || "warning";
}

export const symbol = (name) => drawing(`<svg class="sym" viewBox="0 0 120 120" aria-hidden="true"><rect width="120" height="120" rx="9" fill="#fff"/>${SYMBOLS[name] || SYMBOLS.warning}</svg>`);
