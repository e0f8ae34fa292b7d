import { hourMs } from "../engine/durations";
import type { World } from "../world/world";
import type { Exchange } from "./history/history";
import { maxRequestMs, maxRequestsIn, reservePercent } from "./specification";
import type { Problem, Violation } from "./violation";

/** A container sends a request only if the last quota it received leaves more than the reserve. */
const quotaOverruns = ({ sentAt }: Exchange, known: Exchange["quota"]): Problem[] => {
  // The simulated clock has fractions of a millisecond, which a `Date` of the service cuts off.
  if (!known || sentAt + 1 > known.resetAt) return [];
  const reserve = Math.ceil((known.limit * reservePercent) / 100);
  if (known.remaining > reserve) return [];
  const invariant = "requests stop at the quota's reserve";
  return [
    {
      invariant,
      expected: `more than ${reserve} left`,
      actual: `${known.remaining} left when sent`,
    },
  ];
};

/** Without other consumers of the quota, four containers cannot exhaust a reserve of fifteen. */
const avoidable429s = (
  { status, fault, isQuotaContended }: Exchange,
  isOutage: boolean,
): Problem[] => {
  if (status !== 429 || fault || isQuotaContended || isOutage) return [];
  return [{ invariant: "no avoidable 429", expected: "quota left", actual: "429" }];
};

const pacingProblems = ({ sentAt }: Exchange, previous: Exchange | undefined): Problem[] => {
  const found: Problem[] = [];
  const { endedAt } = previous ?? {};
  if (previous && (endedAt === undefined || endedAt > sentAt))
    found.push({
      invariant: "one request in flight per invocation",
      expected: "the previous request ended",
      actual: "still in flight",
    });
  if (previous && isUnavailable(previous) && endedAt !== undefined && sentAt - endedAt < 1_000)
    found.push({
      invariant: "an invocation backs off from an unavailable store, also after a write",
      expected: "a second or more",
      actual: `${sentAt - endedAt} ms`,
    });
  return found;
};

/** No response, a 5xx, or a 429 without quota headers. */
const isUnavailable = ({ respondedAt, status = 0, quota }: Exchange): boolean =>
  respondedAt === undefined || (status === 429 && !quota) || (status >= 500 && status !== 501);

/** A request must leave its invocation time to handle the timeout. */
const timeoutProblems = ({ sentAt, timesOutAt, invocationDeadline }: Exchange): Problem[] => {
  const longest = Math.min(sentAt + maxRequestMs, invocationDeadline - 1);
  if (timesOutAt <= longest) return [];
  return [
    {
      invariant: "a request times out within 15 seconds and before its invocation",
      expected: `within ${longest - sentAt} ms`,
      actual: `${timesOutAt - sentAt} ms`,
    },
  ];
};

/** After a 401 the token is read again once; a second 401 needs an operator. */
const retriesAfterRejection = ([last, before]: readonly Exchange[]): Problem[] =>
  [last, before].every((exchange) => exchange?.status === 401 && exchange.respondedAt !== undefined)
    ? [
        {
          invariant: "a rejected token stops the invocation",
          expected: "no request",
          actual: "another",
        },
      ]
    : [];

const groupBy = (
  exchanges: readonly Exchange[],
  keyOf: (exchange: Exchange) => string,
): Map<string, Exchange[]> => {
  const groups = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const group = groups.get(keyOf(exchange));
    if (group) group.push(exchange);
    else groups.set(keyOf(exchange), [exchange]);
  }
  return groups;
};

const toViolations = (problems: readonly Problem[], { sentAt, invocation, path }: Exchange) =>
  problems.map(({ invariant, expected, actual }) => ({
    invariant,
    expected,
    at: sentAt,
    actual: `${actual} (${invocation}, ${path.slice(0, 60)})`,
  }));

/** A long outage is waited for, and not asked about again and again. */
const requestsInOutages = ({ history, faultSchedule, scenario }: World): Violation[] =>
  faultSchedule.outages.flatMap(({ from, until }) => {
    const hours = (until - from) / hourMs;
    const expected = maxRequestsIn(hours, scenario.pollIntervalMinutes);
    const during = history.exchanges.filter(({ sentAt }) => sentAt >= from && sentAt < until);
    if (hours < 12 || during.length < expected) return [];
    const invariant = "an outage takes few requests";
    return [
      {
        invariant,
        at: until,
        expected: `fewer than ${expected} in ${Math.round(hours)} hours`,
        actual: String(during.length),
      },
    ];
  });

/** Every request to the store: quota, pacing, timeouts. */
export const checkRequests = (world: World): Violation[] => {
  const { history } = world;
  const found = requestsInOutages(world);
  for (const own of groupBy(history.exchanges, ({ container }) => container).values()) {
    let quota: Exchange["quota"];
    for (const exchange of own) {
      found.push(...toViolations(quotaOverruns(exchange, quota), exchange));
      quota = exchange.respondedAt === undefined ? quota : (exchange.quota ?? quota);
    }
  }
  for (const own of groupBy(history.exchanges, ({ invocation }) => invocation).values())
    own.forEach((exchange, index) => {
      const problems = [
        ...avoidable429s(exchange, exchange.isOutage ?? false),
        ...pacingProblems(exchange, own[index - 1]),
        ...timeoutProblems(exchange),
        ...retriesAfterRejection(own.slice(Math.max(0, index - 2), index)),
      ];
      found.push(...toViolations(problems, exchange));
    });
  return found;
};
