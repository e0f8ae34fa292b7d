import { setTimeout } from "node:timers/promises";
import type { SQSRecord } from "aws-lambda";
import { bigCommerce } from "../../adapters/bigCommerce";
import type { Transport } from "../../adapters/httpTransport";
import type { Alert } from "../../domain/alert";
import type { FailureCode } from "../../domain/failure";
import type { Checkpoint } from "../../domain/sweep";
import { pollOrders, type PollOrdersPorts, type PollOrdersRules } from "../../handlers/pollOrders";
import {
  processOrders,
  type ProcessOrdersPorts,
  type ProcessOrdersRules,
} from "../../handlers/processOrders";
import type { PollJob } from "../../ports";
import { type ManualClock, manualClock, realClock } from "../../simulator/clock";
import { createSimulatedStore, type StoreOptions } from "../../simulator/simulatedStore";
import { aRecord } from "./anSqsEvent";
import { storeSettings } from "./aStoreClient";
import { defaultRules } from "./defaultRules";
import { fakePorts } from "./fakePorts";
import { simulatedTransport } from "./simulatedTransport";

type Rules = PollOrdersRules & ProcessOrdersRules;
type Ports = PollOrdersPorts & ProcessOrdersPorts;

export interface SmallServiceOptions {
  readonly store?: Partial<StoreOptions>;
  readonly rules?: Partial<Rules>;
  /** Adapters in place of the doubles in memory. */
  readonly ports?: Partial<Ports>;
  readonly transport?: (toStore: Transport) => Transport;
  readonly quotaReservePercent?: number;
  /** For adapters that talk to real servers, which no simulated clock drives. */
  readonly inRealTime?: boolean;
}

/** A message in the queue. */
interface Message {
  readonly id: string;
  readonly body: string;
  readonly receiveCount: number;
}

const wallClock = (): ManualClock => ({
  ...realClock(),
  advance: (ms) => setTimeout(ms),
  advanceUntil: (promise) => promise,
  pending: () => 0,
});

const unlimited = { requests: 1_000_000, windowMs: 30_000 };

/**
 * Poll and processor over the real client and a simulated store, with a list as the queue between them:
 * a test sees every message and controls its delivery. Time passes by waiting.
 */
export const smallService = (options: SmallServiceOptions = {}) => {
  const clock = options.inRealTime ? wallClock() : manualClock(new Date("2026-11-21T10:00:00Z"));
  const store = createSimulatedStore({
    hash: "abc123",
    token: "token",
    quota: unlimited,
    clock,
    ...options.store,
  });
  const rules: Rules = { ...defaultRules, ...options.rules };
  const fake = fakePorts();
  const queue: Message[] = [];
  const retries: (Message & { readonly seconds: number })[] = [];
  const deadLetters: {
    readonly body: string;
    readonly code: FailureCode;
    readonly message: string;
  }[] = [];
  const alerts: Alert[] = [];
  const jobs: PollJob[] = [];
  let checkpoint: Checkpoint | undefined;
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const enqueue = (body: string) => void queue.push({ id: newId(), body, receiveCount: 0 });

  const wait = (ms: number) =>
    new Promise<void>((resolve) => void clock.schedule(clock.now() + ms, resolve));
  const toStore = simulatedTransport(store);
  /** The store's client of one container, with its own estimate of the quota. */
  const aContainer = () =>
    bigCommerce(
      storeSettings({
        now: () => new Date(clock.now()),
        random: () => 0,
        quotaReservePercent: options.quotaReservePercent ?? 10,
        transport: options.transport?.(toStore) ?? toStore,
        wait,
      }),
    );

  const ports: Ports = {
    ...fake,
    openStore: aContainer(),
    now: () => new Date(clock.now()),
    newId,
    queue: { send: async (sent) => sent.forEach((one) => enqueue(JSON.stringify(one))) },
    jobs: {
      checkpoint: async () => checkpoint,
      moveCheckpoint: async (moved) => void (checkpoint = moved),
      record: async (job) => void jobs.push(job),
    },
    consumer: {
      ...fake.consumer,
      retryAfter: async ({ messageId: id, body, receiveCount }, seconds) =>
        void retries.push({ id, body, receiveCount, seconds }),
      requeue: async ({ body }) => void enqueue(body),
      deadLetter: async ({ body }, why) => void deadLetters.push({ body, ...why }),
    },
    alerts: { publish: async (alert) => void alerts.push(alert) },
    ...options.ports,
  };

  const timed = (seconds: number) => {
    const end = clock.now() + seconds * 1_000;
    return { getRemainingTimeInMillis: () => end - clock.now() };
  };
  const toRecord = ({ id, body, receiveCount }: Message): SQSRecord => ({
    ...aRecord(0, receiveCount + 1, body),
    messageId: id,
    receiptHandle: id,
  });
  /** One invocation with the oldest messages; returns the bodies of those that stay on the queue. */
  const invoke = async (count: number, openStore = ports.openStore): Promise<string[]> => {
    const batch = queue.splice(0, count);
    const handler = processOrders({ ...ports, openStore }, rules);
    const { batchItemFailures } = await handler({ Records: batch.map(toRecord) }, timed(120));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const kept = batch.filter(({ id }) => failed.has(id));
    queue.push(...kept.map((one) => ({ ...one, receiveCount: one.receiveCount + 1 })));
    return kept.map(({ body }) => body);
  };

  return {
    store,
    clock,
    ports,
    queue,
    retries,
    deadLetters,
    alerts,
    jobs,
    enqueue,
    aContainer,
    rows: fake.records.rows,
    logged: fake.logged,
    poll: () => clock.advanceUntil(pollOrders(ports, rules)({}, timed(300))),
    /** One invocation with the oldest messages, ten by default. */
    process: (count = 10) => clock.advanceUntil(invoke(count)),
    /** Delivers every message on the queue once, ten at a time. */
    drain: async () => {
      for (let left = queue.length; left > 0; left -= 10)
        await clock.advanceUntil(invoke(Math.min(10, left)));
    },
    /** Concurrent invocations, each in its own container, until the queue is empty. */
    drainConcurrently: (containers: number) =>
      clock.advanceUntil(
        Promise.all(
          Array.from({ length: containers }, async () => {
            const openStore = aContainer();
            while (queue.length > 0) await invoke(10, openStore);
          }),
        ),
      ),
    enqueueWebhook: (orderId: number) =>
      enqueue(
        JSON.stringify({
          v: 1,
          orderId,
          reason: "webhook",
          traceId: newId(),
          at: ports.now().toISOString(),
        }),
      ),
    /** The statuses that the service set on an order, in order. */
    statusWrites: (id: number) =>
      store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : [])),
    puts: () => store.requests().byRoute["PUT /v2/orders/{id}"] ?? 0,
  };
};
