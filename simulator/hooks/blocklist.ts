import type { Clock } from "../clock";

/** BigCommerce blocks a domain for 3 minutes when, of at least 100 requests in a sliding window of 2 minutes, less than 90 % succeed. */
const blocklistRule = {
  windowMs: 120_000,
  minRequests: 100,
  successRatio: 0.9,
  blockMs: 180_000,
};

interface Domain {
  results: { readonly at: number; readonly isSuccess: boolean; readonly failure: string }[];
  failures: number;
  blockedUntil: number;
  reasons: BlockReason[];
}

export interface BlockReason {
  readonly failure: string;
  readonly count: number;
  readonly at: number;
}

export interface BlockedDomain {
  readonly clientId: string;
  readonly domain: string;
  readonly timeLeftMs: number;
  readonly reasons: readonly BlockReason[];
}

export interface Blocklist {
  readonly isBlocked: (clientId: string, domain: string) => boolean;
  /** Records a delivery attempt; true when the attempt blocks the domain. */
  readonly record: (clientId: string, domain: string, failure: string | undefined) => boolean;
  readonly blocked: (clientId?: string) => readonly BlockedDomain[];
}

const reasonsOf = ({ results }: Domain, now: number): BlockReason[] => {
  const counts = new Map<string, number>();
  for (const { failure, isSuccess } of results)
    if (!isSuccess) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return [...counts].map(([failure, count]) => ({ failure, count, at: now }));
};

const evictBefore = (domain: Domain, before: number): void => {
  while (domain.results[0] && domain.results[0].at < before) {
    if (!domain.results.shift()?.isSuccess) domain.failures--;
  }
};

const isBelowSuccessRatio = ({ results, failures }: Domain): boolean =>
  results.length >= blocklistRule.minRequests &&
  1 - failures / results.length < blocklistRule.successRatio;

/** A block applies to all hooks of one API account on one domain. */
export const blocklist = (clock: Clock): Blocklist => {
  const domains = new Map<string, Domain>();
  const key = (clientId: string, domain: string): string => `${clientId} ${domain}`;
  const domainOf = (name: string): Domain => {
    const found = domains.get(name) ?? { results: [], failures: 0, blockedUntil: 0, reasons: [] };
    domains.set(name, found);
    return found;
  };
  return {
    isBlocked: (clientId, domain) =>
      (domains.get(key(clientId, domain))?.blockedUntil ?? 0) > clock.now(),
    record(clientId, name, failure) {
      const domain = domainOf(key(clientId, name));
      const now = clock.now();
      evictBefore(domain, now - blocklistRule.windowMs);
      domain.results.push({ at: now, isSuccess: failure === undefined, failure: failure ?? "" });
      if (failure !== undefined) domain.failures++;
      if (domain.blockedUntil > now || !isBelowSuccessRatio(domain)) return false;
      Object.assign(domain, {
        blockedUntil: now + blocklistRule.blockMs,
        reasons: reasonsOf(domain, now),
        results: [],
        failures: 0,
      });
      return true;
    },
    blocked(clientId) {
      const now = clock.now();
      const current = [...domains].filter(
        ([name, { blockedUntil }]) =>
          blockedUntil > now && (!clientId || name.startsWith(`${clientId} `)),
      );
      return current.map(([name, { blockedUntil, reasons }]) => {
        const [owner = "", domain = ""] = name.split(" ");
        return { clientId: owner, domain, timeLeftMs: blockedUntil - now, reasons };
      });
    },
  };
};
