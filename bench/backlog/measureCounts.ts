import type { Comparison } from "./backlogMeasurements";
import { drainBacklog } from "./drainBacklog";
import type { DrainResult } from "./drainResult";
import { drainNaively } from "./drainNaively";
import type { PollCost } from "./pollCost";
import { measurePollCosts } from "./pollMeasurements";

export interface CountOptions {
  /** New orders of each backlog, fewest first. */
  readonly backlogs: readonly number[];
  /** Messages to an event, each tried on a backlog of so many orders. */
  readonly batchSizes: readonly number[];
  readonly referenceBacklog: number;
  /** What the deployed service gets. */
  readonly deployedBatchSize: number;
}

/** What is counted on the virtual clock: the same on every machine. */
export interface Counts {
  readonly backlogs: readonly Comparison[];
  /** The backlog of the batch sizes, by a service that does not follow changes. */
  readonly withoutFollowing: DrainResult;
  readonly batches: readonly BatchCount[];
  readonly polls: readonly PollCost[];
}

export interface BatchCount {
  readonly batchSize: number;
  readonly drained: DrainResult;
}

const seed = 1;

export const measureCounts = async (wanted: CountOptions): Promise<Counts> => {
  const { deployedBatchSize, batchSizes, referenceBacklog } = wanted;
  const polls = await measurePollCosts();
  const backlogs: Comparison[] = [];
  for (const newOrders of wanted.backlogs)
    backlogs.push({
      service: await drainBacklog({ newOrders, seed }, deployedBatchSize),
      baseline: await drainNaively({ newOrders, seed }),
    });
  const withoutFollowing = await drainBacklog(
    { newOrders: referenceBacklog, seed, webhooks: "carts" },
    deployedBatchSize,
  );
  const batches: BatchCount[] = [];
  for (const size of batchSizes)
    batches.push({
      batchSize: size,
      drained: await drainBacklog({ newOrders: referenceBacklog, seed }, size),
    });
  return { backlogs, withoutFollowing, batches, polls };
};
