import { setTimeout as pause } from "node:timers/promises";
import type { BenchCloud } from "./benchCloud";
import type { MemorySample } from "./memory";
import { residentMb } from "./residentMb";

const sampleIntervalMs = 250;

/** What each function logs of an order that passes through it. */
export const orderEvents = {
  "poll-orders": "order.queued",
  "receive-webhook": "webhook.queued",
  "process-orders": "order.acknowledged",
} as const;
export type FunctionName = keyof typeof orderEvents;
export const functions = Object.keys(orderEvents) as FunctionName[];

export type MemorySamples = Readonly<Record<FunctionName, readonly MemorySample[]>>;

/** Looks at the functions' processes until the answer is called, which tells what was seen. */
export const sampleMemory = ({ cloud, onDecision }: BenchCloud): (() => Promise<MemorySamples>) => {
  const seen = functions.map((name) => ({ name, orders: 0, samples: [] as MemorySample[] }));
  onDecision(({ event }) => {
    for (const one of seen) if (orderEvents[one.name] === event) one.orders += 1;
  });
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      for (const { name, orders, samples } of seen) {
        const mb = await Promise.all(cloud.containers(name).map(residentMb));
        if (mb.length > 0) samples.push({ orders, mb: Math.max(...mb) });
      }
      await pause(sampleIntervalMs);
    }
  };
  const watching = watch();
  return async () => {
    isOver = true;
    await watching;
    return Object.fromEntries(seen.map(({ name, samples }) => [name, samples])) as Record<
      FunctionName,
      MemorySample[]
    >;
  };
};
