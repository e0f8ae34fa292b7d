import { setTimeout as pause } from "node:timers/promises";
import { sendWebhook } from "./sendWebhook";
import { type BenchCloud, withBenchCloud } from "./benchCloud";
import { type MemorySamples, sampleMemory } from "./sampleMemory";

/** Webhooks that wait for an answer at once: each container gets many. */
const abreast = 2;

/** Less than the endpoint's throttle lets pass. */
const perSecond = 45;

const drained = async ({ cloud }: BenchCloud): Promise<void> => {
  for (;;) {
    const { visible = 0, delayed = 0, inFlight = 0 } = (await cloud.queueDepths()).orders ?? {};
    if (visible + delayed + inFlight === 0) return;
    await pause(500);
  }
};

const announceAll = async (service: BenchCloud, ids: readonly number[]): Promise<void> => {
  const startedAt = performance.now();
  const left = [...ids.entries()].reverse();
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [n, id] = next;
      await pause(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
      await sendWebhook(service, id);
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
};

const isNew = ({ status_id, order_is_digital }: { status_id: number; order_is_digital: boolean }) =>
  [7, 11].includes(status_id) || (status_id === 10 && order_is_digital);

/**
 * A backlog of new orders passes through each function: one poll lists and queues all of them, and
 * while the processor replicates them a webhook is received for each.
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
    await announceAll(service, ids);
    await drained(service);
    return stop();
  });
