// Our drawings: category icons, marks, the emblem's place-holder, the woven band.
import { drawing } from "./dom.js";

const SHAPES = {
  policy: '<path d="M5 2.6h8.6L18 7v14.4H5z"/><path d="M13.4 2.8v4.4H18"/><path d="M8.4 11.4h6.2M8.4 14.6h6.2M8.4 17.8h3.4"/>',
  news: '<path d="M3 4.5h13.8v15H5.6A2.6 2.6 0 0 1 3 16.9z"/><path d="M16.8 8.8H21v8.1a2.6 2.6 0 0 1-2.6 2.6h-2"/><rect x="6.2" y="7.8" width="4" height="4" fill="currentColor"/><path d="M13 8h.8M13 11.5h.8M6.2 15.4h7.4"/>',
  projects: '<path d="M2 15.4h20"/><path d="M2.4 15.4C4.6 9.4 8 6.4 12 6.4s7.4 3 9.6 9"/><path d="M7.2 8.9v6.5M12 6.4v9M16.8 8.9v6.5"/><path d="M3 19.6c1.5 1.2 3 1.2 4.5 0s3-1.2 4.5 0 3 1.2 4.5 0 3-1.2 4.5 0"/>',
  "know-how": '<path d="M9.2 21.2h5.6"/><path d="M9 17.6v-2.4a6.7 6.7 0 1 1 6 0v2.4z"/><path d="M12 17.4v-5.2M12 12.2c0-2.2 1.2-3.5 3.4-3.5 0 2.2-1.2 3.5-3.4 3.5zM12 13.6c0-1.7-1-2.7-2.8-2.7 0 1.7 1 2.7 2.8 2.7z"/>',
  security: '<path d="M12 2.6 20 5.4v6.2c0 4.9-3.2 8.3-8 9.9-4.800-1.600-8-5-8-9.900V5.400z"/><path d="M8.200 11.800l2.700 2.700 5-5.200"/>',
  emergency: '<path d="M12 3.200 22 20.600H2z"/><path d="M12 9.800v5"/><circle cx="12" cy="17.500" r=".7" fill="currentColor"/>',
  "role-models": '<circle cx="12" cy="9" r="6.500"/><path d="M8.300 14.600 7 21.600l5-2.800 5 2.800-1.300-7"/><polygon points="12.00,5.40 12.81,7.89 15.42,7.89 13.31,9.42 14.12,11.91 12.00,10.38 9.88,11.91 10.69,9.42 8.58,7.89 11.19,7.89" fill="currentColor" stroke="none"/>',
  market: '<path d="M2.800 10h18.400l-2.200 10.600H5z"/><path d="M7.600 10l3.200-6.600M16.400 10l-3.200-6.600"/><path d="M8.800 13.600v3.400M12 13.600v3.400M15.200 13.600v3.400"/>',
  correction: '<path d="M3 4h18v12.600h-9.200L7.200 20.800v-4.200H3z"/><path d="M9.400 7.700l5.200 5.200M14.600 7.700l-5.200 5.200"/>',
  bell: '<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.600 1.800H4.400zM10 21h4"/>',
  phone: '<path d="M6.500 3.500h3l1.600 4.400-2.200 1.700a12 12 0 0 0 5.500 5.500l1.700-2.200 4.400 1.600v3a2 2 0 0 1-2.200 2A16.500 16.500 0 0 1 4.500 5.700a2 2 0 0 1 2-2.200z"/>',
  yes: '<path d="M4 12.600l5.400 5.400L20 6.800"/>',
  no: '<path d="M5 5l14 14M19 5 5 19"/>',
  speaker: '<path d="M4 9.500h3.500L12 5.500v13l-4.500-4H4z"/><path d="M15.500 9a4.200 4.200 0 0 1 0 6M18.200 6.300a8 8 0 0 1 0 11.400"/>',
  silent: '<path d="M4 9.500h3.500L12 5.500v13l-4.500-4H4z"/><path d="M15.500 9.500l5 5M20.500 9.500l-5 5"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 6.800V12l3.600 2.400"/>',
  offline: '<path d="M3.400 9.800a12.500 12.500 0 0 1 17.200 0M7 14a7.500 7.500 0 0 1 10 0"/><circle cx="12" cy="18.400" r="1.300" fill="currentColor"/><path d="M4 3.500 20 20.500"/>',
  unlocked: '<rect x="4.500" y="11" width="15" height="10" rx="1.500"/><path d="M8 11V7.500a4 4 0 0 1 7.800-1.200"/>',
};

export function icon(name, stroke = 2) {
  return drawing(`<svg class="ic" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="${stroke}" stroke-linecap="round" stroke-linejoin="round">${SHAPES[name] || SHAPES.policy}</svg>`);
}

export const emblem = () => drawing('<svg class="emblem" viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="48" fill="#E3BE63"/><circle cx="50" cy="50" r="44" fill="#B3141C"/><circle cx="50" cy="50" r="39" fill="none" stroke="#E3BE63" stroke-width="1.6"/><polygon points="50.00,23.00 56.51,43.04 77.58,43.04 60.54,55.42 67.05,75.46 50.00,63.08 32.95,75.46 39.46,55.42 22.42,43.04 43.49,43.04" fill="#F4D27A"/></svg>');

export const boardMark = () => drawing('<svg class="emblem" viewBox="0 0 100 100" aria-hidden="true"><rect x="8" y="12" width="84" height="62" rx="8" fill="#F0D79A"/><rect x="18" y="23" width="40" height="9" fill="#4B0C13"/><rect x="18" y="40" width="64" height="7" fill="#4B0C13"/><rect x="18" y="54" width="52" height="7" fill="#4B0C13"/><path d="M50 74v14M30 90h40" stroke="#F0D79A" stroke-width="8" stroke-linecap="round"/></svg>');

const TRIANGLES = { up: "M5 0 10 9H0z", down: "M5 10 0 1h10z" };
export const triangle = (way) => drawing(`<span class="tri"><svg viewBox="0 0 10 10" aria-hidden="true"><path d="${TRIANGLES[way]}" fill="currentColor"/></svg></span>`);

/** The woven band of the slate; `edge` is "a" (top) or "b" (bottom). Wide enough for any screen. */
export function weave(edge) {
  const lozenge = '<path d="M24 4 44 24 24 44 4 24z M24 12 12 24 24 36 36 24z" fill-rule="evenodd"/><path d="M24 18 30 24 24 30 18 24z"/><path d="M0 0h6L0 6z M48 0h-6l6 6z M0 48h6L0 42z M48 48h-6l6-6z"/>';
  return drawing(`<svg class="weave ${edge}" aria-hidden="true"><svg x="0" width="100%" height="100%" viewBox="0 0 4800 48" preserveAspectRatio="xMidYMid slice"><g fill="#C9A24B" fill-opacity=".5">${Array.from({ length: 100 }, (_, i) => `<g transform="translate(${i * 48} 0)">${lozenge}</g>`).join("")}</g></svg></svg>`);
}
