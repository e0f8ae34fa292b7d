/** Amounts are whole cents inside, so that totals add up exactly; BigCommerce writes them as decimals of four places. */
export type Cents = number;

/** `.0000` to `.9900`: a page of orders holds twelve thousand amounts, and a table halves their time. */
const fractions = Array.from({ length: 100 }, (_, cents) => `.${String(cents).padStart(2, "0")}00`);

export const decimal = (cents: Cents): string => {
  const whole = Math.abs(cents);
  const text = `${Math.floor(whole / 100)}${fractions[whole % 100]}`;
  return cents < 0 ? `-${text}` : text;
};

/** Inside a consignment BigCommerce types the same amounts as numbers. */
export const numeric = (cents: Cents): number => cents / 100;

export const percentOf = (cents: Cents, percent: number): Cents =>
  Math.round((cents * percent) / 100);

/** Shares an amount over weights by running totals, so that the shares add up to the cent. */
export const allocate = (amount: Cents, weights: readonly number[]): Cents[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const upTo = (weight: number): Cents => (total === 0 ? 0 : Math.floor((amount * weight) / total));
  let passed = 0;
  return weights.map((weight) => {
    passed += weight;
    return upTo(passed) - upTo(passed - weight);
  });
};
