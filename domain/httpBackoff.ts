/** Uniform in [0, 1). */
export type Random = () => number;

/** Up to `share` longer, never shorter. */
export const jittered = (ms: number, random: Random, share: number): number =>
  Math.round(ms * (1 + share * random()));

/** How to react to an HTTP status: wait for the quota, retry, or do neither. */
export type StatusClass =
  "success" | "throttled" | "transient" | "unauthorized" | "not-found" | "rejected";

/** 501 and 505 mean that the request itself is wrong; every other 5xx is transient (BigCommerce, "API status codes"). */
export const classify = (httpStatus: number): StatusClass => {
  if (httpStatus >= 200 && httpStatus < 300) return "success";
  if (httpStatus === 429) return "throttled";
  if (httpStatus === 401 || httpStatus === 403) return "unauthorized";
  if (httpStatus === 404) return "not-found";
  if (httpStatus === 408) return "transient";
  return httpStatus >= 500 && httpStatus !== 501 && httpStatus !== 505 ? "transient" : "rejected";
};

/** A header's value by its lower-case name; undefined when absent. */
export type Headers = (name: string) => string | undefined;

/** Undefined for a header that is absent or not a number. */
export const headerNumber = (headers: Headers, name: string): number | undefined => {
  const text = headers(name);
  const value = Number(text);
  return text === undefined || text.trim() === "" || !Number.isFinite(value) ? undefined : value;
};

const firstBackoffMs = 1_000;
const maxBackoffMs = 60_000;

/** Exponential, capped, with up to 20 % jitter; `attempt` counts from 1. */
export const backoffMs = (attempt: number, random: Random): number =>
  jittered(Math.min(firstBackoffMs * 2 ** (attempt - 1), maxBackoffMs), random, 0.2);

/**
 * The wait that a 429 asks for: the longer of its two headers. A 429 without either means that the platform
 * is overloaded, and needs backoff (BigCommerce, "API rate limits").
 */
export const throttleMs = (headers: Headers, attempt: number, random: Random): number => {
  const resetMs = headerNumber(headers, "x-rate-limit-time-reset-ms");
  const retryAfter = headerNumber(headers, "x-retry-after");
  if (resetMs === undefined && retryAfter === undefined) return backoffMs(attempt, random);
  return jittered(Math.max(resetMs ?? 0, (retryAfter ?? 0) * 1_000), random, 0.02);
};
