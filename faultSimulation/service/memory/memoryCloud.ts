import type { OrderQueueConsumer, OwnEvents, OrderQueue } from "../../../ports";
import { type MemoryOrderRecords, memoryOrderRecords } from "./memoryOrderRecords";
import type { History } from "../../invariants/history/history";
import type { SimulationContext } from "../../engine/simulationContext";
import { type MemoryAlerts, memoryAlerts } from "./memoryAlerts";
import { memoryOrderQueueConsumer } from "./memoryOrderQueueConsumer";
import { memoryOwnEvents } from "./memoryOwnEvents";
import { type MemoryJobs, memoryJobs } from "./memoryJobs";
import { memoryOrderQueue } from "./memoryOrderQueue";
import { type MemoryParameter, memoryParameter } from "./memoryParameter";
import { type MemoryQueue, memoryQueue } from "./memoryQueue";
import { type MemoryWebhookEvents, memoryWebhookEvents } from "./memoryWebhookEvents";

/** All that the service keeps in AWS. */
export interface MemoryCloud {
  readonly records: MemoryOrderRecords;
  readonly jobs: MemoryJobs;
  readonly events: MemoryWebhookEvents;
  readonly queue: MemoryQueue;
  readonly orderQueue: OrderQueue;
  readonly ownEvents: OwnEvents;
  readonly consumer: OrderQueueConsumer;
  readonly alerts: MemoryAlerts;
  readonly accessToken: MemoryParameter;
  readonly webhookSecrets: MemoryParameter;
}

/** The queue's declared times, in `infra/queueTimes.ts`. */
const queueTimes = { visibilityTimeoutSeconds: 720, retentionSeconds: 7 * 86_400 };

export interface Secrets {
  readonly token: string;
  readonly webhookSecret: string;
}

export interface MemoryCloudSettings {
  readonly history: History;
  readonly maxReceiveCount: number;
  /** How many of the oldest messages the queue delivers one of; any message if absent. */
  readonly deliveryWindow?: number;
}

/** Sends as SQS does: what was accepted is seen at once, or some while later. */
const lateOrderQueue = (
  { clock, random, faultInjector, trace }: SimulationContext,
  queue: MemoryQueue,
  evidence: History,
): OrderQueue => {
  const late = (): number =>
    faultInjector.injects("message delayed") ? random.integer(1, 900) : 0;
  const inner = memoryOrderQueue({
    ...queue,
    send: (body, delaySeconds = 0) => queue.send(body, delaySeconds + late()),
  });
  return {
    async send(messages, delaySeconds) {
      await inner.send(messages, delaySeconds);
      for (const { orderId, reason } of messages) {
        evidence.sentMessages.push({ at: clock.now(), orderId });
        trace.add("queue", `takes a message (${reason})`, orderId);
      }
    },
  };
};

export const memoryCloud = (
  surroundings: SimulationContext,
  { token, webhookSecret }: Secrets,
  { history, maxReceiveCount, deliveryWindow }: MemoryCloudSettings,
): MemoryCloud => {
  const { clock, random, faultInjector } = surroundings;
  const queue = memoryQueue({
    ...queueTimes,
    maxReceiveCount,
    window: deliveryWindow,
    now: clock.now,
    random: random.next,
    isDeliveredTwice: () => faultInjector.injects("duplicate delivery"),
  });
  const secrets = { secret: webhookSecret, previousSecret: "", clientSecret: "" };
  return {
    queue,
    records: memoryOrderRecords(),
    jobs: memoryJobs(),
    events: memoryWebhookEvents(),
    ownEvents: memoryOwnEvents(),
    orderQueue: lateOrderQueue(surroundings, queue, history),
    consumer: memoryOrderQueueConsumer(queue),
    alerts: memoryAlerts(clock.date),
    accessToken: memoryParameter(token),
    webhookSecrets: memoryParameter(JSON.stringify(secrets)),
  };
};
