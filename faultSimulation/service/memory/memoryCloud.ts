import type {
  MissingOrders,
  OrderQueue,
  OrderQueueConsumer,
  OwnEvents,
  StoreCircuit,
} from "../../../ports";
import type { SimulationContext } from "../../engine/simulationContext";
import type { History } from "../../invariants/history/history";
import { type MemoryAlerts, memoryAlerts } from "./memoryAlerts";
import { type MemoryJobs, memoryJobs } from "./memoryJobs";
import { memoryCircuit } from "./memoryCircuit";
import { memoryMissingOrders } from "./memoryMissingOrders";
import { type MemoryOrderChunks, memoryOrderChunks } from "./memoryOrderChunks";
import { memoryOrderQueue } from "./memoryOrderQueue";
import { memoryOrderQueueConsumer } from "./memoryOrderQueueConsumer";
import { type MemoryOrderRecords, memoryOrderRecords } from "./memoryOrderRecords";
import { memoryOwnEvents } from "./memoryOwnEvents";
import { type MemoryParameter, memoryParameter } from "./memoryParameter";
import { type MemoryQueue, memoryQueue } from "./memoryQueue";
import { type MemoryWebhookEvents, memoryWebhookEvents } from "./memoryWebhookEvents";

/** The AWS resources of the service, in memory. */
export interface MemoryCloud {
  readonly records: MemoryOrderRecords;
  readonly chunks: MemoryOrderChunks;
  readonly jobs: MemoryJobs;
  readonly events: MemoryWebhookEvents;
  readonly queue: MemoryQueue;
  readonly orderQueue: OrderQueue;
  readonly ownEvents: OwnEvents;
  readonly missingOrders: MissingOrders;
  readonly circuit: StoreCircuit;
  readonly consumer: OrderQueueConsumer;
  readonly alerts: MemoryAlerts;
  readonly accessToken: MemoryParameter;
  readonly webhookSecrets: MemoryParameter;
}

/** As declared in `infra/queueTimes.ts`. */
const queueTimes = { visibilityTimeoutSeconds: 720, retentionSeconds: 7 * 86_400 };

export interface Secrets {
  readonly token: string;
  readonly webhookSecret: string;
}

export interface MemoryCloudSettings {
  readonly history: History;
  readonly maxReceiveCount: number;
  /** The queue delivers one of this many oldest messages; any message if absent. */
  readonly deliveryWindow?: number;
}

/** Sends to the queue; SQS may make a message visible minutes later than it accepted the message. */
const delayedOrderQueue = (
  { clock, random, faultInjector, trace }: SimulationContext,
  queue: MemoryQueue,
  { history, records }: { readonly history: History; readonly records: MemoryOrderRecords },
): OrderQueue => {
  const extraDelay = (): number =>
    faultInjector.injects("message delayed") ? random.integer(1, 900) : 0;
  const inner = memoryOrderQueue({
    ...queue,
    send: (body, delaySeconds = 0) => queue.send(body, delaySeconds + extraDelay()),
  });
  return {
    async send(messages, delaySeconds) {
      await inner.send(messages, delaySeconds);
      for (const { orderId, reason } of messages) {
        const row = records.rows.get(orderId);
        history.sentMessages.push({ at: clock.now(), orderId, reason, row });
        trace.add("queue", `accepts a message (${reason})`, orderId);
      }
    },
  };
};

export const memoryCloud = (
  context: SimulationContext,
  { token, webhookSecret }: Secrets,
  { history, maxReceiveCount, deliveryWindow }: MemoryCloudSettings,
): MemoryCloud => {
  const { clock, random, faultInjector } = context;
  const queue = memoryQueue({
    ...queueTimes,
    maxReceiveCount,
    deliveryWindow,
    now: clock.now,
    random: random.next,
    isDuplicated: () => faultInjector.injects("duplicate delivery"),
  });
  const chunks = memoryOrderChunks();
  const records = memoryOrderRecords({ chunks });
  const secrets = { secret: webhookSecret, previousSecret: "", clientSecret: "" };
  return {
    queue,
    records,
    chunks,
    jobs: memoryJobs(),
    events: memoryWebhookEvents(),
    ownEvents: memoryOwnEvents(),
    missingOrders: memoryMissingOrders(),
    circuit: memoryCircuit(),
    orderQueue: delayedOrderQueue(context, queue, { history, records }),
    consumer: memoryOrderQueueConsumer(queue),
    alerts: memoryAlerts(clock.date),
    accessToken: memoryParameter(token),
    webhookSecrets: memoryParameter(JSON.stringify(secrets)),
  };
};
