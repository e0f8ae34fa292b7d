const secondsPerDay = 24 * 60 * 60;

/** Epoch seconds, as DynamoDB's time to live needs. */
export const expiresAt = (from: Date, days: number): number =>
  Math.floor(from.getTime() / 1000) + days * secondsPerDay;
