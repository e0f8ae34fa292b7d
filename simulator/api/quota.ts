import type { Clock } from "../clock";

/** The headers of a 429: the rate-limit headers, these and `X-Retry-After`, or none, as when the platform is overloaded. */
export type Refusal = "headers" | "retryAfter" | "bare";

export interface QuotaOptions {
  readonly requests: number;
  readonly windowMs: number;
  readonly refusal?: Refusal;
  /** Requests of the store's other apps, which consume the same quota evenly over time. */
  readonly neighbourRequestsPerSecond?: number;
  /** Maximum number of requests in flight; unlimited by default. */
  readonly concurrent?: number;
}

/** The quota of the plans Standard and Plus: 150 requests per 30 s. */
export const standardQuota: QuotaOptions = { requests: 150, windowMs: 30_000 };

export type RateHeaders = Readonly<Record<string, string>>;

export interface Quota {
  /** Consumes one request; false if none remains. */
  readonly tryConsume: () => boolean;
  readonly remaining: () => number;
  readonly headers: () => RateHeaders;
  readonly throttledHeaders: () => RateHeaders;
  readonly change: (options: Partial<QuotaOptions>) => void;
  readonly options: () => QuotaOptions;
}

/** Fixed windows, back to back since the store's start. */
export const quota = (clock: Clock, initial: QuotaOptions): Quota => {
  let options = initial;
  const startedAt = clock.now();
  let window = 0;
  let used = 0;
  const elapsed = (): number => {
    const since = clock.now() - startedAt;
    const current = Math.floor(since / options.windowMs);
    if (current !== window) used = 0;
    window = current;
    return since - current * options.windowMs;
  };
  const remaining = (): number => {
    const usedByNeighbours = Math.floor(
      (elapsed() / 1000) * (options.neighbourRequestsPerSecond ?? 0),
    );
    return Math.max(0, options.requests - used - usedByNeighbours);
  };
  const headers = (): RateHeaders => ({
    "x-rate-limit-requests-left": String(remaining()),
    "x-rate-limit-requests-quota": String(options.requests),
    "x-rate-limit-time-reset-ms": String(Math.ceil(options.windowMs - elapsed())),
    "x-rate-limit-time-window-ms": String(options.windowMs),
  });
  return {
    remaining,
    headers,
    options: () => options,
    change: (changed) => void (options = { ...options, ...changed }),
    tryConsume() {
      if (remaining() <= 0) return false;
      used++;
      return true;
    },
    throttledHeaders() {
      if (options.refusal === "bare") return {};
      const seconds = Math.ceil((options.windowMs - elapsed()) / 1000);
      return {
        ...headers(),
        ...(options.refusal === "retryAfter" ? { "x-retry-after": String(seconds) } : {}),
      };
    },
  };
};
