// Local days and hours in words. Vietnam keeps one zone, 7 hours east, without summer time.

const ZONE_MS = 7 * 3600 * 1000;
const DAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
const two = (value) => (value < 10 ? `0${value}` : String(value));

/** The parts of a local moment. */
export function localParts(ms) {
  const moved = new Date(ms + ZONE_MS);
  return {
    year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate(),
    weekday: moved.getUTCDay(), hour: moved.getUTCHours(), minute: moved.getUTCMinutes(),
    dayNumber: Math.floor((ms + ZONE_MS) / 86400000),
  };
}

export function clockText(ms) {
  const at = localParts(ms);
  return `${two(at.hour)}:${two(at.minute)}`;
}

export function dateText(ms) {
  const at = localParts(ms);
  return `${two(at.day)}/${two(at.month)}/${at.year}`;
}

/** "Thứ Ba, 14/10/2025" */
export const dayText = (ms) => `${DAYS[localParts(ms).weekday]}, ${dateText(ms)}`;

/** "Thứ Ba, ngày 14 tháng 10 năm 2025" */
export function longDayText(ms) {
  const at = localParts(ms);
  return `${DAYS[at.weekday]}, ngày ${at.day} tháng ${at.month} năm ${at.year}`;
}

/** "14h05" */
export function hourText(ms) {
  const at = localParts(ms);
  return `${at.hour}h${two(at.minute)}`;
}

/** Until when, as people say it: "18h00 hôm nay, 14/10" or "18:00 today, 14 October". */
export function untilText(ms, nowMs, language) {
  const at = localParts(ms);
  const ahead = at.dayNumber - localParts(nowMs).dayNumber;
  if (language === "en") {
    const day = ["today, ", "tomorrow, "][ahead] || "";
    return `${clockText(ms)} ${day}${at.day} ${MONTHS_EN[at.month - 1]}`;
  }
  const day = ["hôm nay, ", "ngày mai, "][ahead] || "ngày ";
  return `${hourText(ms)} ${day}${two(at.day)}/${two(at.month)}`;
}
