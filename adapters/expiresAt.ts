const secondsPerDay = 24 * 60 * 60;

/** Epoch seconds, which is what DynamoDB's time to live wants. */
export const expiresAt = (from: Date, days: number): number =>
  Math.floor(from.getTime() / 1000) + days * secondsPerDay;
