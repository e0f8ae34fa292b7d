import { quota } from "./faultFreeSetup";

/** What draining a backlog took, whoever drained it. */
export interface DrainResult {
  readonly newOrders: number;
  readonly acknowledged: number;
  readonly requests: number;
  /** By purpose. */
  readonly requestsFor: Readonly<Record<Purpose, number>>;
  readonly refusals: number;
  /** The fewest requests that any answer said were left in the quota. */
  readonly leastLeft: number;
  /** Orders acknowledged in each window of the quota, the last of which is not a whole one. */
  readonly perWindow: readonly number[];
  readonly seconds: number;
  /** Orders without a complete record, and other promises broken; none, it is hoped. */
  readonly problems: readonly string[];
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
export interface Seen {
  readonly method: string;
  /** Below `/stores/{hash}`. */
  readonly path: string;
  readonly takenAt: number;
  readonly status: number;
  readonly left: number;
}

/** Adds up what was seen on the wire. */
export const addUp = (
  seen: readonly Seen[],
  start: number,
): Pick<DrainResult, "requests" | "requestsFor" | "refusals" | "leastLeft" | "perWindow"> => {
  const requestsFor = Object.fromEntries(purposes.map((purpose) => [purpose, 0])) as Record<
    Purpose,
    number
  >;
  const perWindow: number[] = [];
  for (const { method, path, takenAt, status } of seen) {
    const purpose = purposeOf(method, path);
    requestsFor[purpose] += 1;
    if (purpose !== "write" || status !== 200) continue;
    const place = Math.floor((takenAt - start) / quota.windowMs);
    while (perWindow.length <= place) perWindow.push(0);
    perWindow[place] = (perWindow[place] ?? 0) + 1;
  }
  return {
    requests: seen.length,
    requestsFor,
    refusals: seen.filter(({ status }) => status === 429).length,
    leastLeft: Math.min(...seen.map(({ left }) => left)),
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
export const flawsOf = ({ newOrders, acknowledged, refusals, problems }: DrainResult): string[] => [
  ...(refusals > 0 ? [`${refusals} avoidable 429s`] : []),
  ...(acknowledged === newOrders ? [] : [`${acknowledged} of ${newOrders} orders acknowledged`]),
  ...problems,
];
