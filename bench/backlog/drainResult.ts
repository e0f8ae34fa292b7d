import { quota } from "./faultFreeSetup";

/** What draining a backlog took, whoever drained it. */
export interface DrainResult {
  readonly newOrders: number;
  readonly acknowledged: number;
  readonly requests: number;
  /** By purpose. */
  readonly requestsByPurpose: Readonly<Record<Purpose, number>>;
  readonly throttled: number;
  /** The fewest requests that any answer said were left in the quota. */
  readonly minQuotaLeft: number;
  /** Orders acknowledged in each window of the quota, the last of which is not a whole one. */
  readonly perWindow: readonly number[];
  readonly seconds: number;
  /** Orders without a complete record, and other promises broken; none, it is hoped. */
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

/** One request, as it was seen on the wire. */
export interface StoreRequest {
  readonly method: string;
  /** Below `/stores/{hash}`. */
  readonly path: string;
  readonly handledAt: number;
  readonly status: number;
  readonly quotaLeft: number;
}

/** Adds up what was seen on the wire. */
export const summarize = (
  seen: readonly StoreRequest[],
  start: number,
): Pick<DrainResult, "requests" | "requestsFor" | "refusals" | "leastLeft" | "perWindow"> => {
  const requestsByPurpose = Object.fromEntries(purposes.map((purpose) => [purpose, 0])) as Record<
    Purpose,
    number
  >;
  const perWindow: number[] = [];
  for (const { method, path, handledAt, status } of seen) {
    const purpose = purposeOf(method, path);
    requestsByPurpose[purpose] += 1;
    if (purpose !== "write" || status !== 200) continue;
    const place = Math.floor((handledAt - start) / quota.windowMs);
    while (perWindow.length <= place) perWindow.push(0);
    perWindow[place] = (perWindow[place] ?? 0) + 1;
  }
  return {
    requests: seen.length,
    requestsByPurpose,
    throttled: seen.filter(({ status }) => status === 429).length,
    minQuotaLeft: Math.min(...seen.map(({ quotaLeft }) => quotaLeft)),
    perWindow,
  };
};

export const requestsPerOrder = ({ requests, acknowledged }: DrainResult): number =>
  requests / acknowledged;

/** On average, over the windows that were used to their end; the only one, if it is. */
export const ordersPerWindow = ({ perWindow, acknowledged }: DrainResult): number => {
  const whole = perWindow.slice(0, -1);
  return whole.length === 0 ? acknowledged : whole.reduce((a, b) => a + b, 0) / whole.length;
};

/** Why the figures of a run do not count: nobody but us used the quota, and every order was due. */
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
