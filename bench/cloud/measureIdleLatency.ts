import { requestLatencyMs } from "../backlog/faultFreeSetup";
import { median, percentile } from "../percentile";
import { type BenchCloud, withBenchCloud } from "./benchCloud";
import { sendWebhook } from "./sendWebhook";

export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The first orders cause the cold starts. */
const warmUpOrders = 3;
const timeoutMs = 60_000;

/** `order.acknowledged` is logged right after the record is written. */
const acknowledgements = ({ onLogEntry }: BenchCloud): ((orderId: number) => Promise<void>) => {
  const waiting = new Map<number, () => void>();
  onLogEntry(({ event, fields }) => {
    if (event === "order.acknowledged") waiting.get(Number(fields.orderId))?.();
  });
  return (orderId) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Order ${orderId} was not acknowledged within a minute`)),
        timeoutMs,
      );
      waiting.set(orderId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
};

/** From the accepted webhook to the acknowledged record, one order in flight at a time. */
export const measureIdleLatency = (samples: number, batchSize = 10): Promise<Latency> => {
  const settings = { batchSize: String(batchSize) };
  return withBenchCloud({ latencyMs: requestLatencyMs, settings }, async (service) => {
    const acknowledgementOf = acknowledgements(service);
    const latencies: number[] = [];
    for (let n = 0; n < warmUpOrders + samples; n += 1) {
      const { id } = service.store.place();
      const acknowledged = acknowledgementOf(id);
      await sendWebhook(service, id);
      const acceptedAt = performance.now();
      await acknowledged;
      if (n >= warmUpOrders) latencies.push(performance.now() - acceptedAt);
    }
    return { p50Ms: median(latencies), p95Ms: percentile(latencies, 0.95) };
  });
};
