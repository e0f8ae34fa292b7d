import type { Measurement } from "../measurement";
import { type StoreContents, type PollCost, pollCost } from "./pollCost";

/** An empty store, a busy one, and one that has sold for years. */
const storeContents: readonly StoreContents[] = [
  { open: 0, finished: 0 },
  { open: 250, finished: 0 },
  { open: 10_000, finished: 0 },
  { open: 0, finished: 100_000 },
];

export const measurePollCosts = async (): Promise<PollCost[]> => {
  const costs: PollCost[] = [];
  for (const holdings of storeContents) costs.push(await pollCost(holdings));
  return costs;
};

/** What the list of orders holds to a page, at most. */
const pageSize = 250;

const count = (orders: number): string => orders.toLocaleString("en-US");

/** What each poll takes beyond one of an empty store, which comes first. */
export const pollMeasurements = ([empty, ...others]: readonly PollCost[]): Measurement[] => {
  const { requests: least = NaN, baseline: leastOfBaseline = NaN } = empty ?? {};
  return others.map(({ open, finished, requests, baseline }): Measurement => {
    if (open === 0)
      return {
        id: `pollBeside${finished}Finished`,
        name: `Requests of a poll beside ${count(finished)} finished orders; an empty store takes ${least}`,
        value: requests,
        baseline,
        unit: "",
        digits: 0,
        target: { atMost: least },
      };
    const pages = open / pageSize;
    return {
      id: `pollOf${open}Open`,
      name: `Requests of a poll per ${pageSize} open orders, of ${count(open)}`,
      value: (requests - least) / pages,
      baseline: (baseline - leastOfBaseline) / pages,
      unit: "",
      digits: 2,
      target: { atMost: 1.1 },
    };
  });
};
