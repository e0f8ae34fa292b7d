import { Failure } from "./failure";
import { datePrecisionMs, maxTrustedSkewMs, storeClocksApartMs } from "./timeLimits";

/** How far the store's clock is ahead of ours, at least and at most; negative where it is behind. */
export interface ClockSkew {
  readonly minMs: number;
  readonly maxMs: number;
}

/** When a request was sent and its response received, by our clock. */
export interface Exchange {
  readonly sentAt: Date;
  readonly receivedAt: Date;
}

/** Measured by the date of a response, which the store wrote in between, in whole seconds. */
export const measureSkew = (date: Date, { sentAt, receivedAt }: Exchange): ClockSkew => ({
  minMs: date.getTime() - receivedAt.getTime(),
  maxMs: date.getTime() + datePrecisionMs - sentAt.getTime(),
});

const aheadOrBehind = (ms: number): ClockSkew => ({ minMs: -ms, maxMs: ms });

/**
 * The skew to reckon with when a date of the store is compared with our clock. A response without a date
 * measures nothing, and one that is further off than trusted may be a single server's mistake: then all
 * that is trusted is possible as well.
 */
export const assumedSkew = (measured: ClockSkew | undefined): ClockSkew => {
  const isUsable = measured !== undefined && isTrusted(measured);
  const possible = aheadOrBehind(isUsable ? storeClocksApartMs : maxTrustedSkewMs);
  return {
    minMs: Math.min(possible.minMs, measured?.minMs ?? 0),
    maxMs: Math.max(possible.maxMs, measured?.maxMs ?? 0),
  };
};

const isTrusted = ({ minMs, maxMs }: ClockSkew): boolean =>
  minMs <= maxTrustedSkewMs && maxMs >= -maxTrustedSkewMs;

/** A skew that people must hear of; undefined for none. */
export const clockSkewProblem = (measured: ClockSkew | undefined): Failure | undefined => {
  if (!measured || isTrusted(measured)) return undefined;
  const { minMs, maxMs } = measured;
  const [ms, where] = minMs > 0 ? [minMs, "ahead of"] : [-maxMs, "behind"];
  const what = `The store's clock is ${Math.round(ms / 1000)} s ${where} ours`;
  const bound = `at most ${maxTrustedSkewMs / 1000} s are trusted`;
  return new Failure("store.clockSkew", `${what}; ${bound}`, { details: { minMs, maxMs } });
};

/** The store's clock shows at least this at an instant of ours. */
export const earliestStoreTime = (at: Date, measured: ClockSkew | undefined): Date =>
  new Date(at.getTime() + assumedSkew(measured).minMs);
