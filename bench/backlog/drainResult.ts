import { quota } from "./faultFreeSetup";

/** The cost of draining a backlog, by the service or by the naive baseline. */
export interface DrainResult {
  readonly newOrders: number;
  readonly acknowledged: number;
  readonly requests: number;
  readonly requestsByPurpose: Readonly<Record<Purpose, number>>;
  /** Responses with status 429. */
  readonly throttled: number;
  /** Minimum of the remaining quota that the responses report. */
  readonly minQuotaRemaining: number;
  /** Orders acknowledged in each quota window; the last window is a partial one. */
  readonly perWindow: readonly number[];
  readonly seconds: number;
  /** Of the fault simulation's invariants, such as complete records. */
  readonly invariantViolations: readonly string[];
}

const purposes = ["poll", "list", "single read", "lines", "addresses", "coupons", "write"] as const;
export type Purpose = (typeof purposes)[number];

const purposeOf = (method: string, path: string): Purpose => {
  if (method === "PUT") return "write";
  if (path.includes("/products")) return "lines";
  if (path.includes("/shipping_addresses")) return "addresses";
  if (path.includes("/coupons")) return "coupons";
  if (/^\/v2\/orders\/\d+/.test(path)) return "single read";
  return path.includes("max_id") ? "list" : "poll";
};

/** A request to the store, with its response. */
export interface StoreRequest {
  readonly method: string;
  /** Below `/stores/{hash}`. */
  readonly path: string;
  readonly processedAt: number;
  readonly status: number;
  readonly quotaRemaining: number;
}

type RequestSummary = Pick<
  DrainResult,
  "requests" | "requestsByPurpose" | "throttled" | "minQuotaRemaining" | "perWindow"
>;

export const summarize = (requests: readonly StoreRequest[], start: number): RequestSummary => {
  const requestsByPurpose = Object.fromEntries(purposes.map((purpose) => [purpose, 0])) as Record<
    Purpose,
    number
  >;
  const perWindow: number[] = [];
  for (const { method, path, processedAt, status } of requests) {
    const purpose = purposeOf(method, path);
    requestsByPurpose[purpose] += 1;
    if (purpose !== "write" || status !== 200) continue;
    const window = Math.floor((processedAt - start) / quota.windowMs);
    while (perWindow.length <= window) perWindow.push(0);
    perWindow[window] = (perWindow[window] ?? 0) + 1;
  }
  return {
    requests: requests.length,
    requestsByPurpose,
    throttled: requests.filter(({ status }) => status === 429).length,
    minQuotaRemaining: Math.min(...requests.map(({ quotaRemaining }) => quotaRemaining)),
    perWindow,
  };
};

export const requestsPerOrder = ({ requests, acknowledged }: DrainResult): number =>
  requests / acknowledged;

/** Mean over the full windows; if there is only the last, partial one, its count. */
export const ordersPerWindow = ({ perWindow, acknowledged }: DrainResult): number => {
  const full = perWindow.slice(0, -1);
  return full.length === 0 ? acknowledged : full.reduce((a, b) => a + b, 0) / full.length;
};

/**
 * Why a drain's measurements are invalid. No other client used the quota, so every 429 was avoidable;
 * every order was new, so every order must be acknowledged.
 */
export const violationsOf = ({
  newOrders,
  acknowledged,
  throttled,
  invariantViolations,
}: DrainResult): string[] => [
  ...(throttled > 0 ? [`${throttled} avoidable 429s`] : []),
  ...(acknowledged === newOrders ? [] : [`${acknowledged} of ${newOrders} orders acknowledged`]),
  ...invariantViolations,
];
