/** A decimal number: `0.0120` is the digits 12, of which the first stands for 10^-2. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** @throws for a text that is no number of JSON */
export const decimal = (text: string): Decimal => {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!match) throw new Error(`${text} is no number`);
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { isNegative: false, digits: "", exponent: 0 };
  const last = all.length - 1 - [...all].reverse().findIndex((digit) => digit !== "0");
  return {
    isNegative: sign === "-",
    digits: all.slice(first, last + 1),
    exponent: whole.length - 1 - first + Number(power),
  };
};

/** Whether DynamoDB's type N holds a number: 38 significant digits, from 1E-130 to 9.9…9E+125, or zero. */
export const isHeldAsNumber = ({ digits, exponent }: Decimal): boolean =>
  digits === "" || (digits.length <= 38 && exponent >= -130 && exponent <= 125);
