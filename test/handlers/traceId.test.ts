import assert from "node:assert/strict";
import { alertText } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import { parseMessage } from "../../domain/orderMessage";
import { pasted } from "../support/alertCommand";
import { alertLinks } from "../support/anAlert";
import { type MemoryService, memoryService } from "../support/memoryService";

const messages = ({ queue }: MemoryService) =>
  queue.messages().flatMap(({ body }) => {
    const message = parseMessage(body);
    return message instanceof Failure ? [] : [message];
  });

/** Each log line about an order. */
const linesAbout = ({ logged }: MemoryService, orderId: number) =>
  logged.filter((line) => line["orderId"] === orderId);

const assertAllEqual = (traceIds: readonly unknown[], expected: unknown) =>
  assert.deepEqual([...new Set(traceIds)], [expected]);

describe("an order's trace id", () => {
  it("is the poll's, from the job to the message, the record and every log line about the order", async () => {
    const service = memoryService();
    const { id } = service.store.place();
    await service.poll();
    const [message] = messages(service);
    await service.drain();
    const lines = linesAbout(service, id);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ["order.queued", "order.acknowledged"],
    );
    const traceIds = [
      ...lines.map((line) => line["traceId"]),
      message?.traceId,
      service.records.rows.get(id)?.["traceId"],
    ];
    assertAllEqual(traceIds, service.jobs.polls()[0]?.traceId);
  });

  it("is the webhook's, from the row to the message, the record and every log line about the order", async () => {
    const service = memoryService();
    const { id } = service.store.place();
    await service.sendWebhook(id);
    const [message] = messages(service);
    await service.drain();
    const lines = linesAbout(service, id);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ["webhook.queued", "order.acknowledged"],
    );
    const traceIds = [
      ...lines.map((line) => line["traceId"]),
      message?.traceId,
      service.records.rows.get(id)?.["traceId"],
    ];
    assertAllEqual(traceIds, service.events.rows()[0]?.traceId);
  });

  it("stays the same through failures, the alert, the dead letter and the retry command", async () => {
    const service = memoryService({ maxReceiveCount: 2 });
    const { id } = service.store.place();
    await service.sendWebhook(id);
    const [{ traceId } = { traceId: undefined }] = messages(service);
    const recover = service.store.injectFault({
      fault: { kind: "status", status: 422 },
      method: "PUT",
    });
    await service.drain();
    recover();
    const alert = service.alerts.sent.at(-1);
    assert.ok(alert);
    assert.match(alert.subject, /went to the dead-letter queue/);
    service.queue.send(pasted(alertText(alert, alertLinks)).body);
    await service.drain();
    assert.equal(service.records.rows.get(id)?.state, "acknowledged");
    const found = [
      ...linesAbout(service, id).map((line) => line["traceId"]),
      ...service.alerts.sent.map((each) => each.traceId),
      ...service.queue.deadLetters.map(({ body }) => (JSON.parse(body) as typeof alert).traceId),
      service.records.rows.get(id)?.["traceId"],
    ];
    assert.ok(found.length >= 7);
    assertAllEqual(found, traceId);
  });
});
