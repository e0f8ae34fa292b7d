import type { Measurement } from "../measurement";
import { type PollCost, pollCost, type StoreContents } from "./pollCost";

/** The empty store comes first: its poll is the fixed cost that `pollMeasurements` compares with. */
const storeContents: readonly StoreContents[] = [
  { open: 0, finished: 0 },
  { open: 250, finished: 0 },
  { open: 10_000, finished: 0 },
  { open: 0, finished: 100_000 },
];

export const measurePollCosts = async (): Promise<PollCost[]> => {
  const costs: PollCost[] = [];
  for (const contents of storeContents) costs.push(await pollCost(contents));
  return costs;
};

/** Orders per page of the list, at most. */
const pageSize = 250;

const count = (orders: number): string => orders.toLocaleString("en-US");

export const pollMeasurements = ([empty, ...others]: readonly PollCost[]): Measurement[] => {
  const { requests: fixed = NaN, baseline: fixedOfBaseline = NaN } = empty ?? {};
  return others.map(({ open, finished, requests, baseline }): Measurement => {
    if (open === 0)
      return {
        id: `pollWith${finished}Finished`,
        name: `Requests of a poll with ${count(finished)} finished orders; ${fixed} for an empty store`,
        value: requests,
        baseline,
        unit: "",
        digits: 0,
        target: { atMost: fixed },
      };
    const pages = open / pageSize;
    return {
      id: `pollWith${open}Open`,
      name: `Requests of a poll per ${pageSize} open orders, with ${count(open)} open`,
      value: (requests - fixed) / pages,
      baseline: (baseline - fixedOfBaseline) / pages,
      unit: "",
      digits: 2,
      target: { atMost: 1.1 },
    };
  });
};
