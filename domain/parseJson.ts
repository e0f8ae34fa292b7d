import { parse, stringify } from "lossless-json";
import { ExactNumber, toNumber } from "./exactNumber";

/**
 * The value of a JSON text, with or without a byte order mark; undefined for what is not JSON. A number that
 * no JavaScript number equals becomes an `ExactNumber`.
 */
export const parseJson = (text: string): unknown => {
  const json = text.replace(/^\uFEFF/, "");
  try {
    return mayNeedDigits.test(json) ? parse(json, undefined, exactly) : JSON.parse(json);
  } catch {
    return undefined;
  }
};

/**
 * A number of 16 characters or more, or with an exponent: any other equals a JavaScript number. JSON.parse
 * is many times faster than a parser that keeps digits. A match within a text costs time and nothing else.
 */
const mayNeedDigits = /(?:^|"\s*:|[[,])\s*-?(?:[\d.]{16}|[\d.]{1,15}[eE][+-]?\d)/;

const exactly = {
  parseNumber: toNumber,
  /** As JSON.parse: the last field of a name counts. */
  onDuplicateKey: ({ newValue }: { readonly newValue: unknown }): unknown => newValue,
};

/** A value as JSON, with the digits of each number. */
export const stringifyJson = (value: unknown): string =>
  stringify(value, undefined, undefined, [exactNumbers]) ?? "null";

const exactNumbers = {
  test: (value: unknown): boolean => value instanceof ExactNumber,
  stringify: String,
};
