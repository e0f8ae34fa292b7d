const dayMs = 86_400_000;
let lastDay = NaN;
let lastDayText = "";

/** `Mon, 05 Jan 2026 `, kept for the next who asks: a page of orders holds hundreds of dates of a few days. */
const dayText = (ms: number): string => {
  const day = Math.floor(ms / dayMs);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(ms).toUTCString().slice(0, -"00:00:00 GMT".length);
  }
  return lastDayText;
};

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** `09:05:00`. */
const timeText = (ms: number): string => {
  const second = Math.floor((ms - lastDay * dayMs) / 1000);
  return `${twoDigits[Math.floor(second / 3600)]}:${twoDigits[Math.floor(second / 60) % 60]}:${twoDigits[second % 60]}`;
};

/** The one date format that V2 answers in: RFC 2822, always UTC, written as +0000. */
export const rfc2822 = (ms: number): string => `${dayText(ms)}${timeText(ms)} +0000`;

/** The format of HTTP's own headers. */
export const httpDate = (ms: number): string => `${dayText(ms)}${timeText(ms)} GMT`;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const zone = "(?:\\s*(Z|UTC?|GMT|[+-]\\d{2}:?\\d{2}))?";
const rfcPattern = new RegExp(
  `^(?:[a-z]{3},\\s*)?(\\d{1,2}) ([a-z]{3}) (\\d{4})(?: (\\d{2}):(\\d{2})(?::(\\d{2}))?)?${zone}$`,
  "i",
);
const isoPattern = new RegExp(
  `^(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?)?${zone}$`,
  "i",
);

const offsetMs = (text: string | undefined): number => {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(text ?? "");
  if (!found) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
};

type Parts = readonly (string | undefined)[];

/** Undefined for what no calendar has, such as 30 February or 25 o'clock. */
const instant = (
  year: number,
  month: number,
  day: number,
  [hours = "0", minutes = "0", seconds = "0", offset]: Parts,
): number | undefined => {
  const wall = new Date(
    Date.UTC(year, month, day, Number(hours), Number(minutes), Number(seconds)),
  );
  const isReal =
    wall.getUTCMonth() === month &&
    wall.getUTCDate() === day &&
    wall.getUTCHours() === Number(hours) &&
    wall.getUTCMinutes() === Number(minutes);
  return isReal ? wall.getTime() - offsetMs(offset) : undefined;
};

/** Reads RFC 2822 or ISO 8601, truncated to the second as the store's filters are; anything else is undefined. */
export const parseDate = (text: string): number | undefined => {
  const iso = isoPattern.exec(text.trim());
  if (iso) return instant(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), iso.slice(4));
  const rfc = rfcPattern.exec(text.trim());
  const month = months.indexOf((rfc?.[2] ?? "").toLowerCase());
  if (!rfc || month < 0) return undefined;
  return instant(Number(rfc[3]), month, Number(rfc[1]), rfc.slice(4));
};
