import { headerNumber, type Headers } from "./httpBackoff";
import { maxQuotaWindowMs } from "./timeLimits";

/** The store's API quota as one response showed it. */
export interface Quota {
  readonly requests: number;
  readonly left: number;
  /** Epoch milliseconds at which the next window begins. */
  readonly resetAt: number;
}

/** Undefined where a response shows no quota, or one that cannot be. */
export const parseQuota = (headers: Headers, now: number): Quota | undefined => {
  const requests = headerNumber(headers, "x-rate-limit-requests-quota");
  const left = headerNumber(headers, "x-rate-limit-requests-left");
  const resetMs = headerNumber(headers, "x-rate-limit-time-reset-ms");
  if (requests === undefined || left === undefined || resetMs === undefined) return undefined;
  if (left < 0 || left > requests || requests > maxRequests) return undefined;
  return { requests, left, resetAt: now + Math.min(Math.max(0, resetMs), maxQuotaWindowMs) };
};

/** More than any plan grants in a window; a reserve of an absurd quota would never be left over. */
const maxRequests = 1_000_000;

/** The quota, and an estimate of our share of its use, from no more than our own responses. */
export interface QuotaEstimate extends Quota {
  /** Our responses in this window. */
  readonly ownRequests: number;
  /** Our share of all requests when this window began; 1 when no other client was seen. */
  readonly priorShare: number;
}

/** Two responses show the same window if its end differs by no more than their time in flight. */
const sameWindowMs = 2_000;

export const updateEstimate = (view: QuotaEstimate | undefined, quota: Quota): QuotaEstimate => {
  if (!view) return { ...quota, ownRequests: 1, priorShare: 1 };
  const isSameWindow = Math.abs(quota.resetAt - view.resetAt) < sameWindowMs;
  return isSameWindow
    ? { ...quota, ownRequests: view.ownRequests + 1, priorShare: view.priorShare }
    : { ...quota, ownRequests: 1, priorShare: ownShare(view) };
};

/** The estimate after a response to one of our requests that shows no quota. */
export const countRequest = (view: QuotaEstimate): QuotaEstimate => ({
  ...view,
  left: Math.max(0, view.left - 1),
  ownRequests: view.ownRequests + 1,
});

/** How many requests of a window weigh as much as the window before. */
const priorWeight = 10;

const ownShare = ({ requests, left, ownRequests, priorShare }: QuotaEstimate): number =>
  Math.min(1, (ownRequests + priorWeight * priorShare) / (requests - left + priorWeight));

const reserveOf = ({ requests }: Quota, reservePercent: number): number =>
  Math.ceil((requests * reservePercent) / 100);

/** How long to delay the next request, so that the reserve stays free for other apps. */
export const throttleDelayMs = (
  quota: Quota | undefined,
  reservePercent: number,
  now: number,
): number => {
  if (!quota || now >= quota.resetAt) return 0;
  return quota.left > reserveOf(quota, reservePercent) ? 0 : quota.resetAt - now;
};

/** One write per order, and a list read for the few orders whose lists the order list does not hold whole. */
const requestsPerOrder = 1.1;

/** Orders that so many requests can process, one of which reads them. */
const ordersWithin = (requests: number): number =>
  Math.max(Math.floor((requests - 1) / requestsPerOrder), requests >= 2 ? 1 : 0);

/**
 * How many orders to read now so that all of them can be written before the quota is used up, if other
 * clients go on as before; and how long to wait if the budget is too small. Orders beyond the budget would
 * have to be read again after the wait, since a status is not written on a stale read.
 */
export const requestBudget = (
  view: QuotaEstimate | undefined,
  reservePercent: number,
  now: number,
): { readonly orders: number; readonly waitMs: number } => {
  if (!view) return { orders: Infinity, waitMs: 0 };
  const { requests, left, resetAt } = view;
  const reserve = reserveOf(view, reservePercent);
  const fullWindow = Math.max(1, ordersWithin((requests - reserve) * ownShare(view)));
  if (now >= resetAt) return { orders: fullWindow, waitMs: 0 };
  const orders = ordersWithin((left - reserve) * ownShare(view));
  if (orders >= Math.min(minOrdersPerRead, fullWindow)) return { orders, waitMs: 0 };
  return { orders: fullWindow, waitMs: resetAt - now };
};

/** Fewer are not worth a request for the list. */
const minOrdersPerRead = 2;
