import { setTimeout as pause } from "node:timers/promises";
import type { BenchCloud } from "./benchCloud";
import type { MemorySample } from "./memory";
import { residentMb } from "./residentMb";

const sampleIntervalMs = 250;

/** The event that each function logs once per order. */
export const orderEvents = {
  "poll-orders": "order.queued",
  "receive-webhook": "webhook.queued",
  "process-orders": "order.acknowledged",
} as const;
export type FunctionName = keyof typeof orderEvents;
export const functions = Object.keys(orderEvents) as FunctionName[];

export type MemorySamples = Readonly<Record<FunctionName, readonly MemorySample[]>>;

/** Samples the functions' processes until the returned function is called, which resolves to the samples. */
export const sampleMemory = ({ cloud, onLogEntry }: BenchCloud): (() => Promise<MemorySamples>) => {
  const series = functions.map((name) => ({ name, orders: 0, samples: [] as MemorySample[] }));
  onLogEntry(({ event }) => {
    for (const each of series) if (orderEvents[each.name] === event) each.orders += 1;
  });
  let isStopped = false;
  const sample = async (): Promise<void> => {
    while (!isStopped) {
      for (const { name, orders, samples } of series) {
        const mb = await Promise.all(cloud.containers(name).map(residentMb));
        if (mb.length > 0) samples.push({ orders, mb: Math.max(...mb) });
      }
      await pause(sampleIntervalMs);
    }
  };
  const sampling = sample();
  return async () => {
    isStopped = true;
    await sampling;
    return Object.fromEntries(series.map(({ name, samples }) => [name, samples])) as Record<
      FunctionName,
      MemorySample[]
    >;
  };
};
