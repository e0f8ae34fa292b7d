import type { Comparison } from "./backlogMeasurements";
import { drainBacklog } from "./drainBacklog";
import { drainNaively } from "./drainNaively";
import type { DrainResult } from "./drainResult";
import type { PollCost } from "./pollCost";
import { measurePollCosts } from "./pollMeasurements";

export interface CountOptions {
  /** New orders of each backlog, fewest first. */
  readonly backlogs: readonly number[];
  /** Messages per invocation, each measured on the reference backlog. */
  readonly batchSizes: readonly number[];
  readonly referenceBacklog: number;
  /** The batch size that a stack is deployed with. */
  readonly deployedBatchSize: number;
}

/** Counted on the virtual clock, hence the same on every machine. */
export interface Counts {
  readonly backlogs: readonly Comparison[];
  /** The reference backlog, drained with `followChanges` off. */
  readonly withoutFollowing: DrainResult;
  readonly batches: readonly BatchCount[];
  readonly polls: readonly PollCost[];
}

export interface BatchCount {
  readonly batchSize: number;
  readonly drained: DrainResult;
}

const seed = 1;

export const measureCounts = async (options: CountOptions): Promise<Counts> => {
  const { deployedBatchSize, batchSizes, referenceBacklog } = options;
  const polls = await measurePollCosts();
  const backlogs: Comparison[] = [];
  for (const newOrders of options.backlogs)
    backlogs.push({
      service: await drainBacklog({ newOrders, seed }, deployedBatchSize),
      baseline: await drainNaively({ newOrders, seed }),
    });
  const withoutFollowing = await drainBacklog(
    { newOrders: referenceBacklog, seed, webhooks: "carts" },
    deployedBatchSize,
  );
  const batches: BatchCount[] = [];
  for (const batchSize of batchSizes)
    batches.push({
      batchSize,
      drained: await drainBacklog({ newOrders: referenceBacklog, seed }, batchSize),
    });
  return { backlogs, withoutFollowing, batches, polls };
};
