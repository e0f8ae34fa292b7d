import path from "node:path";
import { stackConfig } from "../local/stackConfig";
import { benchSettings } from "./cloud/benchCloud";

const root = path.join(__dirname, "..");

/** The parameters of a run of the bench. */
export interface Plan {
  /** New orders of each backlog, fewest first. */
  readonly backlogs: readonly number[];
  /** The backlog that the targets refer to. */
  readonly referenceBacklog: number;
  /** Messages per invocation. */
  readonly batchSizes: readonly number[];
  /** The batch size that a stack is deployed with. */
  readonly deployedBatchSize: number;
  readonly latencySamples: number;
  readonly webhookRuns: number;
}

export const minOrders = 1_000;

/** `orders`: new orders of the largest backlog. */
export const planOf = (orders: number): Plan => {
  const { project, values } = stackConfig({
    stack: "dev",
    directory: root,
    config: benchSettings("http://localhost"),
  });
  return {
    backlogs: [...[100, 300, 1_000, 3_000, 10_000].filter((each) => each < orders), orders],
    referenceBacklog: minOrders,
    batchSizes: [1, 5, 10, 20, 50],
    deployedBatchSize: Number(values[`${project}:batchSize`]),
    latencySamples: 9,
    webhookRuns: 5,
  };
};
