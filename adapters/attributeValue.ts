import { NumberValue } from "@aws-sdk/lib-dynamodb";
import { decimalOf, ExactNumber } from "../domain/exactNumber";
import { stringifyJson } from "../domain/parseJson";

/** DynamoDB's type N: significant digits, and the power of ten of the first digit. */
const maxDigits = 38;
const minExponent = -130;
const maxExponent = 125;

/** DynamoDB nests 32 levels: lists and maps down to this one, the attribute itself being the first. */
const lastLevel = 31;

/**
 * A value of JSON as DynamoDB can hold the value: an exact number becomes a number of DynamoDB. What
 * DynamoDB cannot hold, a longer number, a deeper list or an empty name, is kept as its JSON text, so that
 * no field of an order can stop the order (docs/extending.md).
 */
export const toAttribute = (value: unknown): unknown =>
  hold(value, 1, ({ text }) => NumberValue.from(text));

/** The same value as `toAttribute`, as JSON. */
export const toAttributeJson = (value: unknown): string =>
  stringifyJson(hold(value, 1, (exact) => exact));

type ToHeldNumber = (exact: ExactNumber) => unknown;

const hold = (value: unknown, level: number, toHeldNumber: ToHeldNumber): unknown => {
  if (typeof value === "string") return toText(value);
  if (typeof value === "number") return isHeld(String(value)) ? value : String(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (value instanceof ExactNumber) return isHeld(value.text) ? toHeldNumber(value) : value.text;
  if (level > lastLevel) return toText(stringifyJson(value));
  return holdContainer(value, (each) => hold(each, level + 1, toHeldNumber));
};

const isHeld = (text: string): boolean => {
  const decimal = decimalOf(text);
  if (!decimal) return false;
  const { digits, exponent } = decimal;
  const isInRange = exponent >= minExponent && exponent <= maxExponent;
  return digits === "" || (isInRange && digits.length <= maxDigits);
};

const holdContainer = (value: object, holdEach: (each: unknown) => unknown): unknown =>
  Array.isArray(value)
    ? value.map(holdEach)
    : Object.fromEntries(
        Object.entries(value).map(([name, each]) => [toName(name), holdEach(each)]),
      );

/** DynamoDB refuses an empty name, and the SDK loses a field `__proto__`. */
const toName = (name: string): string =>
  name === "" || name === "__proto__" ? JSON.stringify(name) : toText(name);

/** DynamoDB holds UTF-8, which has no unpaired surrogates: each becomes the replacement character. */
const toText = (text: string): string =>
  hasSurrogate.test(text) ? text.replace(surrogates, "\uFFFD") : text;

const hasSurrogate = /\p{Surrogate}/u;
const surrogates = /\p{Surrogate}/gu;
