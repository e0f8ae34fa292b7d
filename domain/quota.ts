import { type Headers, headerNumber } from "./backoff";

/** The store's quota as one answer showed it. */
export interface Quota {
  readonly requests: number;
  readonly left: number;
  /** Epoch milliseconds at which the window starts anew. */
  readonly resetAt: number;
}

export const parseQuota = (headers: Headers, now: number): Quota | undefined => {
  const requests = headerNumber(headers, "x-rate-limit-requests-quota");
  const left = headerNumber(headers, "x-rate-limit-requests-left");
  const resetMs = headerNumber(headers, "x-rate-limit-time-reset-ms");
  if (requests === undefined || left === undefined || resetMs === undefined) return undefined;
  return { requests, left, resetAt: now + resetMs };
};

/** The quota, and what part of its use was ours: no more than one client's answers tell. */
export interface QuotaEstimate extends Quota {
  /** Answers that we had in this window. */
  readonly ownRequests: number;
  /** Our part of all requests as it was when this window began; 1 when nobody else was seen. */
  readonly priorShare: number;
}

/** Windows end when they are said to, give or take the time that answers are under way. */
const sameWindowMs = 2_000;

export const updateEstimate = (view: QuotaEstimate | undefined, quota: Quota): QuotaEstimate => {
  if (!view) return { ...quota, ownRequests: 1, priorShare: 1 };
  const isSameWindow = Math.abs(quota.resetAt - view.resetAt) < sameWindowMs;
  return isSameWindow
    ? { ...quota, ownRequests: view.ownRequests + 1, priorShare: view.priorShare }
    : { ...quota, ownRequests: 1, priorShare: ownShare(view) };
};

/** How many requests a window must show before they say more than the window before. */
const priorWeight = 10;

const ownShare = ({ requests, left, ownRequests, priorShare }: QuotaEstimate): number =>
  Math.min(1, (ownRequests + priorWeight * priorShare) / (requests - left + priorWeight));

const reserveOf = ({ requests }: Quota, reservePercent: number): number =>
  Math.ceil((requests * reservePercent) / 100);

/** How long to hold back before the next request, so that the reserve stays free for other apps. */
export const throttleDelayMs = (
  quota: Quota | undefined,
  reservePercent: number,
  now: number,
): number => {
  if (!quota || now >= quota.resetAt) return 0;
  return quota.left > reserveOf(quota, reservePercent) ? 0 : quota.resetAt - now;
};

/** One write for each order, a list in a hundred for what the order list cannot answer. */
const requestsPerOrder = 1.1;

/** Besides the request that reads them. */
const ordersWithin = (requests: number): number =>
  Math.max(Math.floor((requests - 1) / requestsPerOrder), requests >= 2 ? 1 : 0);

/**
 * How many orders to read now if they are all to be written to before the quota is used up, others
 * going on as they did; and when to ask again if there is room for none. Read more, and the rest
 * would have to be read again after the wait, for a status is not written on an old reading.
 */
export const requestBudget = (
  view: QuotaEstimate | undefined,
  reservePercent: number,
  now: number,
): { readonly orders: number; readonly waitMs: number } => {
  if (!view) return { orders: Infinity, waitMs: 0 };
  const { requests, left, resetAt } = view;
  const reserve = reserveOf(view, reservePercent);
  const whole = Math.max(1, ordersWithin((requests - reserve) * ownShare(view)));
  if (now >= resetAt) return { orders: whole, waitMs: 0 };
  const orders = ordersWithin((left - reserve) * ownShare(view));
  if (orders >= Math.min(minOrdersPerRead, whole)) return { orders, waitMs: 0 };
  return { orders: whole, waitMs: resetAt - now };
};

/** Fewer are not worth a request for the list. */
const minOrdersPerRead = 2;
