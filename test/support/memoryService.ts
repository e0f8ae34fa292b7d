import type { SQSRecord } from "aws-lambda";
import { bigCommerce } from "../../adapters/bigCommerce";
import { loggedTransport } from "../../adapters/loggedTransport";
import type { LogEvent } from "../../domain/logEvent";
import type { OrderMessage } from "../../domain/orderMessage";
import { memoryAlerts } from "../../faultSimulation/service/memory/memoryAlerts";
import { memoryCircuit } from "../../faultSimulation/service/memory/memoryCircuit";
import { memoryJobs } from "../../faultSimulation/service/memory/memoryJobs";
import { memoryOrderQueue } from "../../faultSimulation/service/memory/memoryOrderQueue";
import { memoryOrderQueueConsumer } from "../../faultSimulation/service/memory/memoryOrderQueueConsumer";
import { memoryOrderRecords } from "../../faultSimulation/service/memory/memoryOrderRecords";
import { memoryMissingOrders } from "../../faultSimulation/service/memory/memoryMissingOrders";
import { memoryOwnEvents } from "../../faultSimulation/service/memory/memoryOwnEvents";
import {
  memoryQueue,
  type ReceivedMessage,
} from "../../faultSimulation/service/memory/memoryQueue";
import { memorySubscriptions } from "../../faultSimulation/service/memory/memorySubscriptions";
import { memoryWebhookEvents } from "../../faultSimulation/service/memory/memoryWebhookEvents";
import { pollOrders } from "../../handlers/pollOrders";
import { processOrders, type ProcessOrdersRules } from "../../handlers/processOrders";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import type { Store } from "../../ports";
import { manualClock } from "../../simulator/clock";
import { createSimulatedStore } from "../../simulator/simulatedStore";
import { aRecord } from "./anSqsEvent";
import { storeSettings } from "./aStoreClient";
import { aWebhookRequest, scopes } from "./aWebhookRequest";
import { convertedCart, secretHeader } from "./convertedCart";
import { failingPorts } from "./failingPorts";
import { plantedSecrets } from "./recordedStack";
import { signatureHeaders } from "./signatureHeaders";
import { simulatedTransport } from "./simulatedTransport";

type Rules = Pick<ProcessOrdersRules, "acknowledge" | "maxReceiveCount">;

export type MemoryService = ReturnType<typeof memoryService>;

const { webhookSecret, clientSecret } = plantedSecrets;
const secrets = { secret: webhookSecret, previousSecret: "", clientSecret };

const toRecord = ({
  messageId,
  receiptHandle,
  body,
  receiveCount,
}: ReceivedMessage): SQSRecord => ({
  ...aRecord(0, receiveCount, body),
  messageId,
  receiptHandle,
});

/**
 * All three functions over a simulated store, with AWS in memory: nothing is random, time passes by
 * waiting, and every call of a port can be made to fail.
 */
export const memoryService = (over: Partial<Rules> = {}) => {
  const rules = { acknowledge: "on", maxReceiveCount: 20, ...over } as const;
  const clock = manualClock(new Date("2026-11-21T10:00:00Z"));
  const quota = { requests: 1_000_000, windowMs: 30_000 };
  const store = createSimulatedStore({ hash: "abc123", token: "token", quota, clock });
  const queue = memoryQueue({
    now: clock.now,
    random: () => 0,
    visibilityTimeoutSeconds: 720,
    retentionSeconds: 7 * 86_400,
    maxReceiveCount: rules.maxReceiveCount,
  });
  const now = () => new Date(clock.now());
  const [jobs, events, records, alerts] = [
    ...([memoryJobs(), memoryWebhookEvents(), memoryOrderRecords(), memoryAlerts(now)] as const),
  ];
  const { failing, calls, port, call } = failingPorts();
  const logged: { readonly event: LogEvent; readonly [field: string]: unknown }[] = [];
  const log = (event: LogEvent, fields: object, level = "info") =>
    void logged.push({ ...fields, event, level });
  let ids = 0;
  const common = {
    now,
    log,
    random: () => 0,
    newId: () => `id-${++ids}`,
    alerts: port("alerts", alerts),
    queue: port("queue", memoryOrderQueue(queue)),
    records: port("records", records),
    circuit: port("circuit", memoryCircuit()),
  };
  const transport = loggedTransport(simulatedTransport(store), { log, now });
  const wait = (ms: number) =>
    new Promise<void>((resolve) => void clock.schedule(clock.now() + ms, resolve));
  const token = () => call("secrets.accessToken", async () => "token");
  const client = bigCommerce({ ...storeSettings({ now, transport, token }), wait });
  const openStore = (deadline: Date): Store => port("store", client(deadline));

  const webhookSecrets = () => call("secrets.webhookSecrets", async () => secrets);
  const sweeps = { newOrderStatusIds: [7, 10, 11], startFrom: "", followChanges: true, ...rules };
  const poll = pollOrders(
    {
      ...common,
      openStore,
      jobs: port("jobs", jobs),
      secrets: webhookSecrets,
      subscriptions: port("subscriptions", memorySubscriptions()),
    },
    { ...sweeps, pollIntervalMinutes: 120, webhookUrl: "", watchedScopes: [] },
  );
  const process = processOrders(
    {
      ...common,
      openStore,
      consumer: port("consumer", memoryOrderQueueConsumer(queue)),
      ownEvents: port("ownEvents", memoryOwnEvents()),
      missingOrders: port("missingOrders", memoryMissingOrders()),
    },
    { ...sweeps, physicalStatusId: 9, digitalStatusId: 8 },
  );
  const receive = receiveWebhook(
    {
      ...common,
      secrets: webhookSecrets,
      events: port("events", events),
    },
    { storeHash: "abc123", scopes, requireSignature: false },
  );
  const remaining = { getRemainingTimeInMillis: () => 120_000 };

  /** One invocation with up to ten visible messages; those that it does not report as failed are deleted. */
  const processSome = async () => {
    const batch = queue.receive(10);
    const { batchItemFailures } = await process({ Records: batch.map(toRecord) }, remaining);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of batch)
      if (!failed.has(messageId)) queue.delete(receiptHandle);
  };
  return {
    store,
    clock,
    queue,
    jobs,
    events,
    records,
    alerts,
    logged,
    failing,
    calls,
    poll: () => clock.advanceUntil(poll({}, remaining)),
    sendWebhook: (orderId: unknown, over: Readonly<Record<string, unknown>> = {}) => {
      const body = JSON.stringify(convertedCart(orderId, over));
      return clock.advanceUntil(
        receive(
          aWebhookRequest(body, {
            ...secretHeader,
            ...signatureHeaders(body, now(), clientSecret),
          }),
        ),
      );
    },
    process: () => clock.advanceUntil(processSome()),
    /** Advances the clock until the queue is empty. */
    drain: async () => {
      for (let at = queue.nextVisibleAt(); at !== undefined; at = queue.nextVisibleAt()) {
        await clock.advance(Math.max(0, at - clock.now()));
        await clock.advanceUntil(processSome());
      }
    },
    enqueue: (orderId: number, over: Partial<OrderMessage> = {}) => {
      const message = { v: 1, orderId, reason: "poll", traceId: `trace-${orderId}` };
      queue.send(JSON.stringify({ ...message, at: now().toISOString(), ...over }));
    },
    /** The statuses that the service set on an order, in order. */
    statusWrites: (id: number) =>
      store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : [])),
  };
};
