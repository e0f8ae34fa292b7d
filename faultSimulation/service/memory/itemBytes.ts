import { decimal } from "../../decimal";
import { isWrapped } from "./heldAttribute";

/** The largest item of DynamoDB. */
export const maxItemBytes = 400 * 1024;

const textBytes = (text: string): number => Buffer.byteLength(text);

/** Two digits a byte, a byte for the exponent, and one for the sign. */
const numberBytes = (text: string): number => {
  const { digits, isNegative } = decimal(text);
  return Math.ceil(digits.length / 2) + 1 + Number(isNegative);
};

const valueBytes = (value: unknown): number => {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "number") return numberBytes(String(value));
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isWrapped(value)) return numberBytes(value.toAttributeValue().N);
  if (Array.isArray(value))
    return value.reduce<number>((sum, each) => sum + 1 + valueBytes(each), 3);
  return Object.entries(value).reduce((sum, field) => sum + 1 + fieldBytes(field), 3);
};

const fieldBytes = ([name, value]: readonly [string, unknown]): number =>
  textBytes(name) + valueBytes(value);

/** What DynamoDB counts of an item: names, values, and what holds lists and maps together. */
export const itemBytes = (item: object): number =>
  Object.entries(item).reduce((sum, field) => sum + fieldBytes(field), 0);
