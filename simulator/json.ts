export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Marks a text as a number to write as it is; a private-use character, which no document of the store holds. */
const numberMark = "\uE000";

/** A number of any size and precision, which `toJson` writes digit by digit. */
export const rawNumber = (text: string): string => numberMark + text + numberMark;

const rawNumbers = new RegExp(`"${numberMark}(-?[0-9][0-9.eE+-]*)${numberMark}"`, "g");

/** A document as JSON; `document` may be JSON already, with raw numbers still marked. */
export const toJson = (document: unknown): string => {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return text.includes(numberMark) ? text.replace(rawNumbers, "$1") : text;
};

/** Undefined for invalid JSON, null for empty text. */
export const parseJson = (text: string): unknown => {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
