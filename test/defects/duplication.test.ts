import assert from "node:assert/strict";
import { orderQueue } from "../../adapters/orderQueue";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { startPartialSqs } from "../support/partialSqs";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";
import { smallService } from "../support/smallService";

const idOf = (body: string) => (JSON.parse(body) as { orderId: number }).orderId;
const day = 86_400;

describe("defects of duplication and of the queue", () => {
  it("28: one failed order does not redeliver its nine neighbours", async () => {
    const service = smallService();
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    const [bad = 0] = placed.slice(4);
    const path = `/orders/${bad}$`;
    service.store.injectFault({ fault: { kind: "status", status: 500 }, method: "PUT", path });
    await service.poll();
    const kept = await service.process();
    assert.deepEqual(kept.map(idOf), [bad]);
    assert.deepEqual(
      placed.map((id) => service.statusWrites(id).length),
      placed.map((id) => (id === bad ? 0 : 1)),
    );
  });

  it("31: a store that responds in 8 s does not time out a batch of ten", async () => {
    const service = smallService({ store: { latencyMs: 8_000 } });
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    for (const id of placed) service.enqueueWebhook(id);
    const startedAt = service.clock.now();
    const kept = await service.process();
    assert.ok(service.clock.now() - startedAt < 120_000);
    const done = placed.filter((id) => service.statusWrites(id).length === 1);
    assert.ok(done.length > 0 && kept.length > 0);
    assert.deepEqual([...done, ...kept.map(idOf)].sort(), placed);
    assert.deepEqual(
      service.retries.map(({ body }) => body),
      kept,
    );
  });

  it("31: later batches complete the rest of such a batch, each order once", async () => {
    const service = smallService({ store: { latencyMs: 8_000 } });
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    for (const id of placed) service.enqueueWebhook(id);
    for (let tries = 0; tries < 5 && service.queue.length > 0; tries += 1) {
      await service.process();
      await service.clock.advance(60_000);
    }
    assert.deepEqual(placed.map(service.statusWrites), Array(10).fill([9]));
  });

  it("32: three polls and two webhooks of a queued order set its status once", async () => {
    const service = smallService();
    const placed = Array.from({ length: 25 }, () => service.store.place().id);
    for (let poll = 1; poll <= 3; poll += 1) await service.poll();
    for (const id of [...placed, ...placed]) service.enqueueWebhook(id);
    assert.equal(service.queue.length, 125);
    await service.drain();
    assert.deepEqual([service.puts(), service.queue.length], [25, 0]);
    assert.deepEqual(placed.map(service.statusWrites), Array(25).fill([9]));
  });

  it("33: an invalid message causes an alert at its first receive", async () => {
    const service = smallService();
    service.enqueue("{oops");
    await service.process();
    assert.equal(service.alerts.length, 1);
    assert.deepEqual(
      service.deadLetters.map(({ body, code }) => [body, code]),
      [["{oops", "message.invalid"]],
    );
  });

  const malformed = [
    "",
    "null",
    "[]",
    "{}",
    '"7"',
    '{"v":2,"orderId":7,"reason":"poll"}',
    '{"v":1,"orderId":"../x","reason":"poll"}',
    '{"v":1,"orderId":-1,"reason":"poll"}',
    '{"id":7,"status_id":11}',
  ];
  it("36: malformed messages are dead-lettered at once, and their neighbours are processed", async () => {
    const service = smallService();
    const { id } = service.store.place();
    for (const body of malformed) service.enqueue(body);
    service.enqueueWebhook(id);
    assert.deepEqual(await service.process(), []);
    assert.deepEqual(
      service.deadLetters.map(({ body }) => body),
      malformed,
    );
    assert.deepEqual(service.statusWrites(id), [9]);
  });

  describe("35: a poll of 50 orders", () => {
    let aws: AwsEmulator;
    before(async () => {
      aws = await startAwsEmulator([]);
    });
    after(() => aws.stop());
    const sentBy = async (fails: (body: string, call: number) => boolean) => {
      const sqs = await startPartialSqs(fails);
      try {
        const queue = orderQueue("https://sqs.us-east-1.amazonaws.com/000000000000/orders");
        const service = smallService({ ports: { queue }, inRealTime: true });
        for (let n = 0; n < 50; n += 1) service.store.place();
        const outcome = await service.poll().catch((problem: unknown) => problem);
        return { outcome, calls: sqs.calls(), service };
      } finally {
        await sqs.stop();
      }
    };

    it("sends them in five calls", async () => {
      const { outcome, calls } = await sentBy(() => false);
      assert.deepEqual([outcome, calls], [{ queued: 50 }, 5]);
    });

    it("retries failed entries, and drops no others", async () => {
      const { outcome, calls } = await sentBy((body, call) => call <= 5 && idOf(body) % 10 === 3);
      assert.deepEqual([outcome, calls], [{ queued: 50 }, 10]);
    });

    it("fails and alerts when a message is never accepted", async () => {
      const { outcome, service } = await sentBy((body) => idOf(body) === 103);
      assert.match(String(outcome), /did not accept 1 messages/);
      assert.deepEqual([service.alerts.length, service.jobs[0]?.outcome], [1, "failed"]);
    });
  });

  onEveryStack((recorded) => {
    const queue = (name: string) => only(recorded(), types.queue, name).inputs;
    const processor = () => only(recorded(), types.function, "process-orders").inputs;
    const mapping = () => only(recorded(), types.mapping, "orders").inputs;

    it("22: a dead letter is retained a week longer than any message on the queue", () => {
      const [first, last] = ["orders", "orders-dead-letters"].map((name) =>
        Number(queue(name)["messageRetentionSeconds"]),
      );
      assert.ok((last ?? 0) - (first ?? 0) >= 7 * day);
    });

    it("28: batches report failures per message", () => {
      assert.deepEqual(mapping()["functionResponseTypes"], ["ReportBatchItemFailures"]);
    });

    it("29: concurrency is limited at the event source mapping, so that no invocation is throttled", () => {
      assert.deepEqual(mapping()["scalingConfig"], { maximumConcurrency: 3 });
      for (const { inputs } of ofType(recorded(), types.function)) {
        assert.ok(!("reservedConcurrentExecutions" in inputs));
      }
    });

    it("30: the visibility timeout is six times the function's time-out", () => {
      const [hidden, timeout] = [
        queue("orders")["visibilityTimeoutSeconds"],
        processor()["timeout"],
      ];
      assert.ok(Number(hidden) >= 6 * Number(timeout), `${String(hidden)} s`);
    });

    it("34: no message is delayed before its first delivery", () => {
      assert.equal(queue("orders")["delaySeconds"], undefined);
      assert.equal(mapping()["maximumBatchingWindowInSeconds"], 0);
    });
  });
});
