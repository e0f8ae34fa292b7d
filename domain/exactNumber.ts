/**
 * A number of a JSON text that no JavaScript number equals, by its digits. Not lossless-json's own class,
 * whose `valueOf` throws for some numbers: here a check of any field gets a number or a text, and goes on.
 */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** The nearest JavaScript number, or an infinity. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  /** `JSON.stringify` can write the digits as text alone; `stringifyJson` writes a number. */
  toJSON(): string {
    return this.text;
  }
}

/** The digits of a number without zeros at either end, and the power of ten of the first digit. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

const numberPattern = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Undefined for a text that is no number of JSON. */
export const decimalOf = (text: string): Decimal | undefined => {
  const match = numberPattern.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { isNegative: false, digits: "", exponent: 0 };
  let end = all.length;
  while (all[end - 1] === "0") end -= 1;
  const exponent = whole.length - 1 - first + Number(power);
  return { isNegative: sign === "-", digits: all.slice(first, end), exponent };
};

/** One spelling for a number of JSON, however it was spelt. */
export const spellingOf = (text: string): string | undefined => {
  const decimal = decimalOf(text);
  return decimal && `${decimal.isNegative ? "-" : ""}${decimal.digits || "0"}e${decimal.exponent}`;
};

/** A number of JSON: a JavaScript number where that is the same number, whole ones up to the safe integers. */
export const toNumber = (text: string): number | ExactNumber => {
  const number = Number(text);
  const isSafe = Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  const isSame = text === String(number) || spellingOf(text) === spellingOf(String(number));
  return isSafe && isSame ? number : new ExactNumber(text);
};

/** What a number, or the text of one, amounts to; NaN for a list or an object, for which `Number` may throw. */
export const amountOf = (value: unknown): number =>
  typeof value === "object" && value !== null && !(value instanceof ExactNumber)
    ? Number.NaN
    : Number(value);
