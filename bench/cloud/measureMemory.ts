import { setTimeout as pause } from "node:timers/promises";
import { type BenchCloud, withBenchCloud } from "./benchCloud";
import { type MemorySamples, sampleMemory } from "./sampleMemory";
import { sendWebhook } from "./sendWebhook";

/** Webhooks in flight: few, so that each container handles many. */
const concurrency = 2;

/** Below the throttling limit of the API. */
const webhooksPerSecond = 45;

const waitUntilDrained = async ({ cloud }: BenchCloud): Promise<void> => {
  for (;;) {
    const { visible = 0, delayed = 0, inFlight = 0 } = (await cloud.queueDepths()).orders ?? {};
    if (visible + delayed + inFlight === 0) return;
    await pause(500);
  }
};

const sendWebhooks = async (service: BenchCloud, ids: readonly number[]): Promise<void> => {
  const startedAt = performance.now();
  const pending = [...ids.entries()].reverse();
  const worker = async (): Promise<void> => {
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [n, id] = next;
      await pause(Math.max(0, startedAt + (n * 1000) / webhooksPerSecond - performance.now()));
      await sendWebhook(service, id);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
};

const isNew = ({ status_id, order_is_digital }: { status_id: number; order_is_digital: boolean }) =>
  [7, 11].includes(status_id) || (status_id === 10 && order_is_digital);

/**
 * Every function handles the whole backlog: one poll lists and enqueues all new orders, and a webhook
 * of each order is received while the processor replicates them.
 */
export const measureMemory = (newOrders: number): Promise<MemorySamples> =>
  withBenchCloud({ orders: Math.round(newOrders / 0.8) }, async (service) => {
    const ids = service.store
      .orders()
      .filter(isNew)
      .map(({ id }) => id);
    const stop = sampleMemory(service);
    const { error } = await service.cloud.runSchedule("poll-orders");
    if (error) throw new Error(`The poll failed: ${error.errorMessage}`);
    await sendWebhooks(service, ids);
    await waitUntilDrained(service);
    return stop();
  });
