import { maxRequestedWaitMs } from "./timeLimits";

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

/** `Retry-After` in its two forms: seconds, or a date by the server's own clock (RFC 9110, 10.2.3). */
const retryAfterMs = (headers: Headers): number | undefined => {
  const seconds = headerNumber(headers, "retry-after");
  if (seconds !== undefined) return seconds * 1_000;
  const until = Date.parse(headers("retry-after") ?? "");
  const sent = Date.parse(headers("date") ?? "");
  return Number.isNaN(until - sent) ? undefined : until - sent;
};

const longestOf = (waits: readonly (number | undefined)[]): number | undefined => {
  const asked = waits.filter((ms) => ms !== undefined);
  if (asked.length === 0) return undefined;
  return Math.min(Math.max(0, ...asked), maxRequestedWaitMs);
};

/** The wait that a response asks for, of whatever status; undefined where it asks for none. */
export const requestedWaitMs = (headers: Headers): number | undefined => {
  const seconds = headerNumber(headers, "x-retry-after");
  return longestOf([retryAfterMs(headers), seconds === undefined ? undefined : seconds * 1_000]);
};

/** A refusal that asks for no wait, or for one in the past, is not answered at once. */
const minThrottleMs = 1_000;

/**
 * The wait that a 429 asks for: the longest of its headers. A 429 without any means that the platform is
 * overloaded, and needs backoff (BigCommerce, "API rate limits").
 */
export const throttleMs = (headers: Headers, attempt: number, random: Random): number => {
  const resetMs = headerNumber(headers, "x-rate-limit-time-reset-ms");
  const asked = longestOf([resetMs, requestedWaitMs(headers)]);
  if (asked === undefined) return backoffMs(attempt, random);
  return jittered(Math.max(asked, minThrottleMs), random, 0.02);
};
