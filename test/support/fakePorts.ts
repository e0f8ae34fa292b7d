import type { LogEvent } from "../../domain/logEvent";
import type { Order } from "../../domain/order";
import { memoryCircuit } from "../../faultSimulation/service/memory/memoryCircuit";
import { memoryMissingOrders } from "../../faultSimulation/service/memory/memoryMissingOrders";
import { memoryOrderRecords } from "../../faultSimulation/service/memory/memoryOrderRecords";
import { memoryOwnEvents } from "../../faultSimulation/service/memory/memoryOwnEvents";
import { memorySubscriptions } from "../../faultSimulation/service/memory/memorySubscriptions";
import { memoryWebhookEvents } from "../../faultSimulation/service/memory/memoryWebhookEvents";
import type { Alerts, Jobs, OrderQueue, OrderQueueConsumer, Store, Webhooks } from "../../ports";

export const startedAt = new Date("2026-11-21T10:01:00.000Z");

/** The measured skew of a store in step. */
const inStep = { minMs: -700, maxMs: 800 };

const nothing = async (): Promise<undefined> => undefined;

const noWebhooks: Webhooks = {
  list: async () => [],
  admin: async () => ({ hooks_list: [], blocked_domains: [] }),
  create: nothing,
  update: async () => false,
  remove: nothing,
};

/** A store that holds these orders and applies status changes; every read is dated `startedAt`. */
const fakeStore = (orders: readonly Order[] = []): Store & { orders: Map<number, Order> } => {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const all = () => [...byId.values()].sort((a, b) => a.id - b.id);
  return {
    orders: byId,
    countOrders: async () => ({ byStatus: { "11": byId.size }, clockSkew: inStep }),
    listOrders: async ({ statusId }, minId) =>
      all().filter(
        ({ id, status_id }) => (statusId === undefined || status_id === statusId) && id >= minId,
      ),
    readOrders: async (minId, maxId) => ({
      orders: all().filter(({ id }) => id >= minId && id <= maxId),
      readAt: startedAt,
    }),
    readOrder: async (id) => {
      const order = byId.get(id);
      return order && { order, readAt: startedAt };
    },
    readProducts: async () => [],
    readShippingAddresses: async () => [],
    readCoupons: async () => [],
    setStatus: async (id, status_id) => {
      const order = byId.get(id);
      if (!order) throw new Error(`No order ${id}`);
      const changed = { ...order, status_id };
      byId.set(id, changed);
      return { kind: "responded", order: changed, readAt: startedAt };
    },
    awaitBudget: async () => Infinity,
    canSendNow: () => true,
    webhooks: noWebhooks,
  };
};

/** Ports whose calls all succeed; a test replaces or stubs the calls that it is about. */
export const fakePorts = (orders: readonly Order[] = []) => {
  const store = fakeStore(orders);
  const queue: OrderQueue = { send: nothing };
  const jobs: Jobs = {
    checkpoint: async () => undefined,
    moveCheckpoint: nothing,
    record: nothing,
  };
  const events = memoryWebhookEvents();
  const consumer: OrderQueueConsumer = {
    receive: async () => [],
    delete: nothing,
    retryAfter: nothing,
    requeue: nothing,
    deadLetter: nothing,
  };
  const alerts: Alerts = { publish: nothing };
  const logged: { event: LogEvent; [field: string]: unknown }[] = [];
  return {
    store,
    openStore: () => store,
    queue,
    jobs,
    events,
    secrets: async () => ({ secret: "s3cret", previousSecret: "", clientSecret: "" }),
    consumer,
    alerts,
    subscriptions: memorySubscriptions(),
    records: memoryOrderRecords(),
    ownEvents: memoryOwnEvents(),
    missingOrders: memoryMissingOrders(),
    circuit: memoryCircuit(),
    logged,
    log: (event: LogEvent, fields: Readonly<Record<string, unknown>>) => {
      logged.push({ ...fields, event });
    },
    now: () => startedAt,
    newId: () => "id-1",
    random: () => 0,
  };
};

/** An invocation with two minutes left. */
export const invocation = { getRemainingTimeInMillis: () => 120_000 };
