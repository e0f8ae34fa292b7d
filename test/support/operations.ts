import assert from "node:assert/strict";
import { type MemoryService, memoryService } from "./memoryService";

/** An operation of the service, whose port calls tests make fail one by one. */
export interface Operation {
  readonly createService?: () => MemoryService;
  readonly arrange: (service: MemoryService) => Promise<void> | void;
  readonly act: (service: MemoryService) => Promise<unknown>;
  /** The retry by Lambda or BigCommerce after a failure; a queue redelivers by itself. */
  readonly retry?: (service: MemoryService) => Promise<unknown>;
  readonly verify: (service: MemoryService) => void;
}

const firstOf = ({ store }: MemoryService): number => store.orders()[0]?.id ?? 0;

const enqueueAll = ({ store, enqueue }: MemoryService): void => {
  for (const { id } of store.orders()) enqueue(id);
};

const enqueueOne = (service: MemoryService): void => {
  service.store.place();
  enqueueAll(service);
};

/** More orders than an event holds, one of which is not readable from the list. */
const enqueueTwelve = (service: MemoryService): void => {
  const { store } = service;
  const { id } = store.place({ lines: 60, coupons: 1 });
  store.edit(id, { consignments: "of an unknown shape" });
  for (let n = 1; n < 12; n += 1) store.place();
  enqueueAll(service);
};

const leaveIntentOpen = async (service: MemoryService): Promise<void> => {
  enqueueOne(service);
  service.failing.add("records.confirm");
  await service.process();
  service.failing.clear();
};

/** Up to the attempt at which the service records the order as archived. */
const archiveStoredOrder = async (service: MemoryService): Promise<void> => {
  enqueueOne(service);
  await service.process();
  await service.clock.advance(60_000);
  service.store.archive(firstOf(service));
  service.enqueue(firstOf(service));
  for (const minutes of [1, 3, 7, 15]) {
    await service.process();
    await service.clock.advance(minutes * 60_000);
  }
};

/** As Lambda does, and when the store may be probed. */
const pollAMinuteLater = async ({ clock, poll }: MemoryService): Promise<unknown> => {
  await clock.advance(60_000);
  return poll();
};

const replicateOne = {
  arrange: enqueueOne,
  act: ({ process }: MemoryService) => process(),
};

const assertAcknowledgedOnce = ({ store, records, statusWrites }: MemoryService): void => {
  for (const { id } of store.orders()) {
    assert.equal(records.rows.get(id)?.state, "acknowledged", `order ${id}`);
    assert.deepEqual(statusWrites(id), [9], `order ${id}`);
  }
};

const rowOfFirst = (service: MemoryService) => service.records.rows.get(firstOf(service));

/** By what each operation is about. */
export const operations: Readonly<Record<string, Operation>> = {
  "a poll": {
    arrange: ({ store }) => void [1, 2, 3].forEach(() => store.place()),
    act: ({ poll }) => poll(),
    retry: pollAMinuteLater,
    verify: assertAcknowledgedOnce,
  },
  "a poll that finds an order changed": {
    arrange: async (service) => {
      service.store.place();
      await service.poll();
      await service.drain();
      await service.clock.advance(60_000);
      service.store.edit(firstOf(service), { external_order_id: "ERP-7" });
    },
    act: ({ poll }) => poll(),
    retry: pollAMinuteLater,
    verify: (service) => {
      assertAcknowledgedOnce(service);
      assert.match(JSON.stringify(rowOfFirst(service)), /"external_order_id":"ERP-7"/);
    },
  },
  "a webhook": {
    arrange: ({ store }) => void store.place(),
    act: (service) => service.sendWebhook(firstOf(service)),
    retry: async (service) =>
      service.queue.messages().length === 0 && service.sendWebhook(firstOf(service)),
    verify: assertAcknowledgedOnce,
  },
  "a full batch": {
    arrange: enqueueTwelve,
    act: ({ process }) => process(),
    verify: assertAcknowledgedOnce,
  },
  "a single order": { ...replicateOne, verify: assertAcknowledgedOnce },
  "an order that is only replicated": {
    ...replicateOne,
    createService: () => memoryService({ acknowledge: "off" }),
    verify: (service) => assert.equal(rowOfFirst(service)?.state, "replicated"),
  },
  "an order whose intent was left open": {
    arrange: leaveIntentOpen,
    act: ({ process }) => process(),
    verify: assertAcknowledgedOnce,
  },
  "an order with a webhook event about its own acknowledgement": {
    arrange: async (service) => {
      enqueueOne(service);
      await service.process();
      const changedAt = rowOfFirst(service)?.modifiedAt;
      await service.clock.advance(1_000);
      service.enqueue(firstOf(service), {
        reason: "webhook",
        scope: "store/order/updated",
        changedAt,
      });
    },
    act: ({ process }) => process(),
    verify: assertAcknowledgedOnce,
  },
  "an order that the store does not have": {
    arrange: ({ enqueue }) => enqueue(987_654),
    act: ({ process }) => process(),
    verify: ({ queue }) => assert.equal(queue.deadLetters[0]?.reason.code, "order.missing"),
  },
  "an order that is archived": {
    arrange: archiveStoredOrder,
    act: ({ process }) => process(),
    verify: (service) => assert.ok(rowOfFirst(service)?.["archivedAt"]),
  },
  "an order that the store rejects at the last receive": {
    createService: () => memoryService({ maxReceiveCount: 1 }),
    arrange: (service) => {
      enqueueOne(service);
      const status = { kind: "status", status: 422 } as const;
      service.store.injectFault({ fault: status, method: "PUT", times: 1 });
    },
    act: ({ process }) => process(),
    verify: (service) => {
      const { queue, store } = service;
      const messages = queue.deadLetters.map(({ body }) => JSON.parse(body) as { orderId: number });
      assert.equal(messages[0]?.orderId, firstOf(service));
      assert.equal(store.statusOf(firstOf(service)), 11);
    },
  },
};
