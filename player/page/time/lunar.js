// The lunar date at 7 hours east of Greenwich, from the mean new moon and the sun's longitude.
// Mirrors content/lunar.py; see tests/vectors/lunar.json. Source: J. Meeus, Astronomical
// Algorithms, chapters 25 and 49, in the usual arithmetic for the Vietnamese calendar.

const STEMS = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"];
const BRANCHES = ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"];
const MONTHS = ["Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười một", "Chạp"];
const ZONE_H = 7;
const SYNODIC_DAYS = 29.530588853;
const FIRST_NEW_MOON = 2415021.076998695; // 1900-01-01 or so, as a Julian day

const toRad = Math.PI / 180;
const julianDay = (year, month, day) => Math.round(Date.UTC(year, month - 1, day) / 86400000) + 2440588;

/** The local day (as a Julian day number) of the k-th new moon after 1900. */
function newMoonDay(k) {
  const t = k / 1236.85;
  const mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t * t - 0.000000155 * t * t * t
    + 0.00033 * Math.sin((166.56 + 132.87 * t - 0.009173 * t * t) * toRad);
  const sun = (359.2242 + 29.10535608 * k - 0.0000333 * t * t - 0.00000347 * t * t * t) * toRad;
  const moon = (306.0253 + 385.81691806 * k + 0.0107306 * t * t + 0.00001236 * t * t * t) * toRad;
  const node = (21.2964 + 390.67050646 * k - 0.0016528 * t * t - 0.00000239 * t * t * t) * toRad;
  const shift = (0.1734 - 0.000393 * t) * Math.sin(sun) + 0.0021 * Math.sin(2 * sun)
    - 0.4068 * Math.sin(moon) + 0.0161 * Math.sin(2 * moon) - 0.0004 * Math.sin(3 * moon)
    + 0.0104 * Math.sin(2 * node) - 0.0051 * Math.sin(sun + moon) - 0.0074 * Math.sin(sun - moon)
    + 0.0004 * Math.sin(2 * node + sun) - 0.0004 * Math.sin(2 * node - sun)
    - 0.0006 * Math.sin(2 * node + moon) + 0.001 * Math.sin(2 * node - moon)
    + 0.0005 * Math.sin(2 * moon + sun);
  const delta = t < -11
    ? 0.001 + 0.000839 * t + 0.0002261 * t * t - 0.00000845 * t * t * t - 0.000000081 * t * t * t * t
    : -0.000278 + 0.000265 * t + 0.000262 * t * t;
  return Math.floor(mean + shift - delta + 0.5 + ZONE_H / 24);
}

/** Which twelfth of its circle the sun is in at the start of a local day, 0 to 11. */
function sunTwelfth(day) {
  const t = (day - 0.5 - ZONE_H / 24 - 2451545) / 36525;
  const m = (357.5291 + 35999.0503 * t - 0.0001559 * t * t - 0.00000048 * t * t * t) * toRad;
  const longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    + (1.9146 - 0.004817 * t - 0.000014 * t * t) * Math.sin(m)
    + (0.019993 - 0.000101 * t) * Math.sin(2 * m) + 0.00029 * Math.sin(3 * m);
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
}

/** The first day of the eleventh month: the one that holds the winter solstice. */
function eleventhMonth(year) {
  const k = Math.floor((julianDay(year, 12, 31) - 2415021) / SYNODIC_DAYS);
  const day = newMoonDay(k);
  return sunTwelfth(day) >= 9 ? newMoonDay(k - 1) : day;
}

/** How many months after the eleventh the leap month comes. */
function leapOffset(start) {
  const k = Math.floor((start - FIRST_NEW_MOON) / SYNODIC_DAYS + 0.5);
  let last = 0;
  let index = 1;
  let arc = sunTwelfth(newMoonDay(k + index));
  do {
    last = arc;
    index += 1;
    arc = sunTwelfth(newMoonDay(k + index));
  } while (arc !== last && index < 14);
  return index - 1;
}

/** @returns {{day: number, month: number, leap: boolean, yearName: string}} */
export function lunarDate(year, month, day) {
  const today = julianDay(year, month, day);
  const k = Math.floor((today - FIRST_NEW_MOON) / SYNODIC_DAYS);
  let monthStart = newMoonDay(k + 1);
  if (monthStart > today) monthStart = newMoonDay(k);
  let from = eleventhMonth(year);
  let to = from;
  let lunarYear = year;
  if (from >= monthStart) from = eleventhMonth(year - 1);
  else {
    lunarYear = year + 1;
    to = eleventhMonth(year + 1);
  }
  const months = Math.floor((monthStart - from) / 29);
  let number = months + 11;
  let leap = false;
  if (to - from > 365) {
    const offset = leapOffset(from);
    if (months >= offset) {
      number = months + 10;
      leap = months === offset;
    }
  }
  if (number > 12) number -= 12;
  if (number >= 11 && months < 4) lunarYear -= 1;
  return { day: today - monthStart + 1, month: number, leap, yearName: yearName(lunarYear) };
}

const yearName = (year) => `${STEMS[(year + 6) % 10]} ${BRANCHES[(year + 8) % 12]}`;

/** "23/8 Ất Tỵ"; a leap month says so. */
export const lunarShort = (date) => `${date.day}/${date.month}${date.leap ? " nhuận" : ""} ${date.yearName}`;

/** "23 tháng Tám, năm Ất Tỵ"; the first ten days are called mùng. */
export const lunarLong = (date) => `${date.day <= 10 ? "mùng " : ""}${date.day} tháng ${MONTHS[date.month - 1]}${date.leap ? " nhuận" : ""}, năm ${date.yearName}`;
