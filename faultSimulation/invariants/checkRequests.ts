import type { Exchange } from "./history/history";
import type { World } from "../world/world";
import { maxRequestMs, reservePercent } from "./specification";
import type { Violation } from "./violation";

type Problem = Pick<Violation, "invariant" | "expected" | "actual">;

/** What the container knew of the quota when it sent a request must have allowed it. */
const reserve = ({ sentAt }: Exchange, known: Exchange["quota"]): Problem[] => {
  if (!known || sentAt >= known.resetAt) return [];
  const kept = Math.ceil((known.limit * reservePercent) / 100);
  if (known.remaining > kept) return [];
  const invariant = "requests stop at the quota's reserve";
  return [
    { invariant, expected: `more than ${kept} left`, actual: `${known.remaining} left when sent` },
  ];
};

/** With nobody else at the quota, four containers can not use up a reserve of fifteen. */
const avoidable = ({ status, fault, isQuotaContended }: Exchange, isOutage: boolean): Problem[] => {
  if (status !== 429 || fault || isQuotaContended || isOutage) return [];
  return [{ invariant: "no 429 that could be avoided", expected: "quota left", actual: "429" }];
};

const patience = ({ sentAt }: Exchange, before: Exchange | undefined): Problem[] => {
  const found: Problem[] = [];
  const { endedAt } = before ?? {};
  if (before && (endedAt === undefined || endedAt > sentAt))
    found.push({
      invariant: "one request in flight",
      expected: "the last one ended",
      actual: "it had not",
    });
  if (before && isInTrouble(before) && endedAt !== undefined && sentAt - endedAt < 1_000)
    found.push({
      invariant: "a store in trouble is left alone for a while, also after a write",
      expected: "a second or more",
      actual: `${sentAt - endedAt} ms`,
    });
  return found;
};

/** It did not answer, or with a 5xx, or with a 429 that says nothing of the quota. */
const isInTrouble = ({ respondedAt, status = 0, quota }: Exchange): boolean =>
  respondedAt === undefined || (status === 429 && !quota) || (status >= 500 && status !== 501);

/** The invocation must be able to say what it learnt, also when no answer comes. */
const limits = ({ sentAt, timesOutAt, invocationDeadline }: Exchange): Problem[] => {
  const longest = Math.min(sentAt + maxRequestMs, invocationDeadline - 1);
  if (timesOutAt <= longest) return [];
  return [
    {
      invariant: "a request ends before its invocation does, and in 15 seconds",
      expected: `within ${longest - sentAt} ms`,
      actual: `${timesOutAt - sentAt} ms`,
    },
  ];
};

/** A refused token is read anew once; when that is refused as well, people must act. */
const refusals = ([last, before]: readonly Exchange[]): Problem[] =>
  [last, before].every((exchange) => exchange?.status === 401 && exchange.respondedAt !== undefined)
    ? [
        {
          invariant: "a refused token stops the invocation",
          expected: "no request",
          actual: "another",
        },
      ]
    : [];

const groupedBy = (
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
    invariant: invariant,
    expected,
    at: sentAt,
    actual: `${actual} (${invocation}, ${path.slice(0, 60)})`,
  }));

/** Every request to the store: pace, quota, patience. */
export const checkRequests = ({ history }: World): Violation[] => {
  const found: Violation[] = [];
  for (const own of groupedBy(history.exchanges, ({ container }) => container).values()) {
    let known: Exchange["quota"];
    for (const exchange of own) {
      found.push(...toViolations(reserve(exchange, known), exchange));
      known = exchange.respondedAt === undefined ? known : (exchange.quota ?? known);
    }
  }
  for (const own of groupedBy(history.exchanges, ({ invocation }) => invocation).values())
    own.forEach((exchange, place) => {
      const problems = [
        ...avoidable(exchange, exchange.isOutage ?? false),
        ...patience(exchange, own[place - 1]),
        ...limits(exchange),
        ...refusals(own.slice(Math.max(0, place - 2), place)),
      ];
      found.push(...toViolations(problems, exchange));
    });
  return found;
};
