const dayMs = 86_400_000;

export const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** BigCommerce's dates have one-second precision. */
export const wholeSecond = (ms: number): number => toSeconds(ms) * 1000;

let lastDay = NaN;
let lastDayText = "";

/** `Mon, 05 Jan 2026 `, cached for the last day: a page of orders has hundreds of dates within a few days. */
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
  const second = toSeconds(ms - lastDay * dayMs);
  return `${twoDigits[Math.floor(second / 3600)]}:${twoDigits[Math.floor(second / 60) % 60]}:${twoDigits[second % 60]}`;
};

/** The date format of all V2 responses: RFC 2822 in UTC, with the offset +0000. */
export const rfc2822 = (ms: number): string => `${dayText(ms)}${timeText(ms)} +0000`;

/** The date format of HTTP headers. */
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
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text ?? "");
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
};

type Parts = readonly (string | undefined)[];

/** Undefined for impossible dates, such as 30 February or 25:00. */
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

/** Parses RFC 2822 or ISO 8601 to whole seconds, as BigCommerce's filters do; undefined for other text. */
export const parseDate = (text: string): number | undefined => {
  const iso = isoPattern.exec(text.trim());
  if (iso) return instant(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), iso.slice(4));
  const rfc = rfcPattern.exec(text.trim());
  const month = months.indexOf((rfc?.[2] ?? "").toLowerCase());
  if (!rfc || month < 0) return undefined;
  return instant(Number(rfc[3]), month, Number(rfc[1]), rfc.slice(4));
};
