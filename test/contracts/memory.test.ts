import { memoryCircuit } from "../../faultSimulation/service/memory/memoryCircuit";
import { memoryJobs } from "../../faultSimulation/service/memory/memoryJobs";
import { memoryOrderChunks } from "../../faultSimulation/service/memory/memoryOrderChunks";
import { memoryOrderQueue } from "../../faultSimulation/service/memory/memoryOrderQueue";
import { memoryOrderQueueConsumer } from "../../faultSimulation/service/memory/memoryOrderQueueConsumer";
import { memoryOrderRecords } from "../../faultSimulation/service/memory/memoryOrderRecords";
import { memoryMissingOrders } from "../../faultSimulation/service/memory/memoryMissingOrders";
import { memoryOwnEvents } from "../../faultSimulation/service/memory/memoryOwnEvents";
import { memoryQueue } from "../../faultSimulation/service/memory/memoryQueue";
import { memorySubscriptions } from "../../faultSimulation/service/memory/memorySubscriptions";
import { memoryWebhookEvents } from "../../faultSimulation/service/memory/memoryWebhookEvents";
import { describeJobs } from "./jobs";
import { describeOrderChunks } from "./orderChunks";
import { describeOrderRecords } from "./orderRecords";
import { describeOrdersQueue } from "./ordersQueue";
import { describeMissingOrders } from "./missingOrders";
import { describeOwnEvents } from "./ownEvents";
import { describeStoreCircuit } from "./storeCircuit";
import { describeSubscriptions } from "./subscriptions";
import { describeWebhookEvents } from "./webhookEvents";

describeOrderRecords("memoryOrderRecords", async () => {
  const chunks = memoryOrderChunks();
  const records = memoryOrderRecords({ chunks });
  return { records, chunks, row: async (id) => records.rows.get(id) };
});

describeOrderChunks("memoryOrderChunks", async () => memoryOrderChunks());

describeOrdersQueue("memoryQueue", async () => {
  const queue = memoryQueue({
    now: () => 0,
    random: () => 0,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 86_400,
    maxReceiveCount: 20,
  });
  return {
    queue: memoryOrderQueue(queue),
    consumer: memoryOrderQueueConsumer(queue),
    deadLetters: async () =>
      queue.deadLetters.map(({ body, reason }) => ({ body, reason: reason.code })),
  };
});

describeJobs("memoryJobs", async () => {
  const jobs = memoryJobs();
  return { jobs, polls: async () => jobs.polls().length };
});

describeMissingOrders("memoryMissingOrders", async () => memoryMissingOrders());

describeStoreCircuit("memoryCircuit", async () => memoryCircuit());

describeOwnEvents("memoryOwnEvents", async () => memoryOwnEvents());

describeSubscriptions("memorySubscriptions", async () =>
  memorySubscriptions({ "application-errors": 2, "dead-letters": 0 }),
);

describeWebhookEvents("memoryWebhookEvents", async () => {
  const events = memoryWebhookEvents();
  return {
    events,
    rows: async (orderId) =>
      events
        .rows()
        .filter((row) => row.orderId === orderId)
        .map((row) => ({ ...row })),
  };
});
