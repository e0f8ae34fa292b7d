import { setTimeout as sleep } from "node:timers/promises";
import type { DeclaredStack } from "../declareStack";
import type { EmbeddedCloud } from "../embeddedCloud";
import type { InvocationResult } from "../lambda/functionDefinition";
import { declaredRules } from "./declaredRules";
import { orderRows } from "./orderRows";
import type { ProgressOutput } from "./progressOutput";
import { handledCount, type RunProgress } from "./runProgress";
import type { RunFacts } from "./runReport";
import type { Store } from "./store";

interface Replication {
  readonly stack: DeclaredStack;
  readonly cloud: EmbeddedCloud;
  readonly store: Store;
  readonly output: ProgressOutput;
  readonly interrupted: Promise<void>;
  readonly progress: RunProgress;
}

const minuteMs = 60_000;

/** Leaves time for orders that are retried after a delay. */
const timeoutMs = (newOrders: number): number => 300_000 + newOrders * 1000;

const isQueueEmpty = async (cloud: EmbeddedCloud): Promise<boolean> => {
  const { visible = 0, delayed = 0, inFlight = 0 } = (await cloud.queueDepths()).orders ?? {};
  return visible + delayed + inFlight === 0;
};

const untilQueueEmpty = async (
  cloud: EmbeddedCloud,
  limitMs: number,
  showProgress: () => void,
): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!(await isQueueEmpty(cloud)) && performance.now() < end) {
    showProgress();
    await sleep(50);
  }
};

const pollErrorOf = ({ error }: InvocationResult): string | undefined =>
  error && `The poll failed: ${error.errorMessage}`;

const deadLetterCount = async (cloud: EmbeddedCloud): Promise<number> =>
  (await cloud.queueDepths())["orders-dead-letters"]?.visible ?? 0;

/** Polls once, as the schedule would, and waits until the orders queue is empty. */
export const replicate = async ({
  stack,
  cloud,
  store,
  output,
  interrupted,
  progress,
}: Replication): Promise<RunFacts & { readonly pollError?: string }> => {
  const rules = declaredRules(stack);
  const completedSince = new Date(Date.now() - rules.pollIntervalMinutes * minuteMs);
  const inStore = await store.orderCount();
  const before = await store.orders({ newStatuses: rules.newStatuses, completedSince });
  const requestsBefore = store.requests();
  const newOrders = before.filter(rules.isNew).length;
  output.status("Polling the store for new orders");
  const pollError = pollErrorOf(await cloud.runSchedule("poll-orders"));
  const showProgress = (): void =>
    output.status(`${handledCount(progress)} of ${newOrders} orders are handled`);
  await Promise.race([untilQueueEmpty(cloud, timeoutMs(newOrders), showProgress), interrupted]);
  const rows = orderRows(cloud);
  const facts = {
    rules,
    inStore,
    before,
    pollError,
    after: await store.ordersById(before.map(({ id }) => id)),
    written: store.writtenIds(),
    rows: await rows.all(),
    deadLettered: await deadLetterCount(cloud),
    requests: store.requests() - requestsBefore,
    resources: stack.resources.length,
    node: cloud.nodeVersion,
    durationMs: performance.now(),
  };
  rows.close();
  return facts;
};
