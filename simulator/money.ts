/** Amounts are integers in cents, so that totals add up exactly; BigCommerce formats them with four decimal places. */
export type Cents = number;

/** `.0000` to `.9900`: a page of orders has twelve thousand amounts, and this table halves the time to format them. */
const fractions = Array.from({ length: 100 }, (_, cents) => `.${String(cents).padStart(2, "0")}00`);

export const decimal = (cents: Cents): string => {
  const whole = Math.abs(cents);
  const text = `${Math.floor(whole / 100)}${fractions[whole % 100]}`;
  return cents < 0 ? `-${text}` : text;
};

/** Inside a consignment BigCommerce returns the same amounts as numbers. */
export const numeric = (cents: Cents): number => cents / 100;

export const percentOf = (cents: Cents, percent: number): Cents =>
  Math.round((cents * percent) / 100);

/** Allocates an amount in proportion to weights, by running totals, so that the shares add up to the cent. */
export const allocate = (amount: Cents, weights: readonly number[]): Cents[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const upTo = (weight: number): Cents => (total === 0 ? 0 : Math.floor((amount * weight) / total));
  let cumulative = 0;
  return weights.map((weight) => {
    cumulative += weight;
    return upTo(cumulative) - upTo(cumulative - weight);
  });
};
