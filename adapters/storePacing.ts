import { Failure } from "../domain/failure";
import type { Headers } from "../domain/httpBackoff";
import {
  countRequest,
  parseQuota,
  type QuotaEstimate,
  requestBudget,
  throttleDelayMs,
  updateEstimate,
} from "../domain/quota";
import type { Clock } from "../ports";

export interface StorePacingSettings {
  /** Share of the store's quota that is left to other apps. */
  readonly quotaReservePercent: number;
  readonly now: Clock;
}

/** How long to wait before the next request, and why. */
export interface Delay {
  readonly ms: number;
  readonly reason: Failure;
}

/** Back-pressure on our requests: the quota less its reserve, and the cool-down after a failed request. */
export interface StorePacing {
  /** Takes note of the quota that a response shows. */
  observe(header: Headers): void;
  /** Lets no request out for a while, writes included. */
  coolDown(delay: Delay): void;
  /** Undefined when a request may go out now. */
  delayUntilAllowed(): Delay | undefined;
  /** For how many orders the quota allows a read and a write, after which delay. */
  budget(): { readonly orders: number; readonly delay?: Delay };
}

/** Epoch milliseconds until which no request goes out. */
interface CoolDown {
  readonly until: number;
  readonly reason: Failure;
}

/** Outlives an invocation, as its container does. */
export const storePacing = ({ quotaReservePercent, now }: StorePacingSettings): StorePacing => {
  let quota: QuotaEstimate | undefined;
  let coolDown: CoolDown | undefined;

  return {
    observe(header) {
      const shown = parseQuota(header, now().getTime());
      quota = shown ? updateEstimate(quota, shown) : quota && countRequest(quota);
    },

    coolDown({ ms, reason }) {
      coolDown = { until: now().getTime() + ms, reason };
    },

    delayUntilAllowed() {
      const at = now().getTime();
      const coolDownMs = coolDown ? coolDown.until - at : 0;
      const quotaMs = throttleDelayMs(quota, quotaReservePercent, at);
      if (coolDown && coolDownMs > quotaMs && coolDownMs > 0)
        return { ms: coolDownMs, reason: coolDown.reason };
      return quotaMs > 0 ? reserveReached(quotaMs) : undefined;
    },

    budget() {
      const { orders, waitMs } = requestBudget(quota, quotaReservePercent, now().getTime());
      return { orders, delay: waitMs > 0 ? reserveReached(waitMs) : undefined };
    },
  };
};

const reserveReached = (ms: number): Delay => ({
  ms,
  reason: new Failure("store.throttled", "The store's API quota is used up to the reserve", {
    retryAfterMs: ms,
  }),
});
