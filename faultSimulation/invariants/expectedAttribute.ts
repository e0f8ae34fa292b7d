import { parse } from "lossless-json";
import { ExactNumber } from "../../domain/exactNumber";
import { isWrapped } from "../service/memory/heldAttribute";
import { type Decimal, decimal, isHeldAsNumber } from "../decimal";

/** A number that no JavaScript number equals, in one form for all its spellings. */
interface LongNumber {
  readonly number: string;
}

const formOf = ({ isNegative, digits, exponent }: Decimal): string =>
  `${isNegative ? "-" : ""}${digits || "0"}e${exponent}`;

const numberOf = (text: string): number | LongNumber => {
  const number = Number(text);
  const form = formOf(decimal(text));
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER && formOf(decimal(String(number))) === form
    ? number
    : { number: form };
};

const expectedNumber = (text: string): number | string | LongNumber =>
  isHeldAsNumber(decimal(text)) ? numberOf(text) : text;

/** What a response of the store becomes in the record, where the record holds the value at this level. */
export const expectedAttribute = (body: string): unknown =>
  mayBeExtreme.test(body) ? held(parse(body, undefined, expectedNumber), 1) : JSON.parse(body);

/** Digits, an exponent, a name or an escape that could need more than a plain copy. Nearly all bodies pass. */
const mayBeExtreme = /\d{16}|\d[eE]|""\s*:|__proto__|\\u[dD]|\[\{"in":\[\{"in":\[/;

/** Lists and maps below this level are kept as JSON text, since DynamoDB nests 32 levels. */
const lastLevel = 31;

const held = (value: unknown, level: number): unknown => {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\uFFFD");
  if (typeof value !== "object" || value === null || "number" in value) return value;
  if (level > lastLevel) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map((each) => held(each, level + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name === "" || name === "__proto__" ? JSON.stringify(name) : held(name, level),
      held(each, level + 1),
    ]),
  );
};

/** A stored value in the form of an expected one. */
export const storedAttribute = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(storedAttribute);
  if (isWrapped(value)) return numberOf(value.toAttributeValue().N);
  if (value instanceof ExactNumber) return numberOf(value.text);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, storedAttribute(each)]),
  );
};
