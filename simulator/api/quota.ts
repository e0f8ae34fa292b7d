import type { Clock } from "../clock";

/** How a request above the quota is told: with the headers, with `X-Retry-After` too, or with nothing, as when the platform is overloaded. */
export type Refusal = "headers" | "retryAfter" | "bare";

export interface QuotaOptions {
  readonly requests: number;
  readonly windowMs: number;
  readonly refusal?: Refusal;
  /** Other apps of the same store, which use up the same quota evenly over time. */
  readonly neighbourRequestsPerSecond?: number;
  /** Requests in flight at once; unlimited if absent. */
  readonly concurrent?: number;
}

/** 150 requests per 30 s: plans Standard and Plus. */
export const standardQuota: QuotaOptions = { requests: 150, windowMs: 30_000 };

export type RateHeaders = Readonly<Record<string, string>>;

export interface Quota {
  /** Uses up one request, if one is left. */
  readonly tryConsume: () => boolean;
  readonly remaining: () => number;
  readonly headers: () => RateHeaders;
  readonly throttledHeaders: () => RateHeaders;
  readonly change: (options: Partial<QuotaOptions>) => void;
  readonly options: () => QuotaOptions;
}

/** Fixed windows, one after the other from the moment the store opened. */
export const quota = (clock: Clock, initial: QuotaOptions): Quota => {
  let options = initial;
  const opened = clock.now();
  let window = 0;
  let used = 0;
  const elapsed = (): number => {
    const since = clock.now() - opened;
    const current = Math.floor(since / options.windowMs);
    if (current !== window) used = 0;
    window = current;
    return since - current * options.windowMs;
  };
  const remaining = (): number => {
    const taken = Math.floor((elapsed() / 1000) * (options.neighbourRequestsPerSecond ?? 0));
    return Math.max(0, options.requests - used - taken);
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
