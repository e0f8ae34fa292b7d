import assert from "node:assert/strict";
import { orderQueue } from "../../adapters/orderQueue";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";
import { startPartialSqs } from "../support/partialSqs";
import { smallService } from "../support/smallService";

const idOf = (body: string) => (JSON.parse(body) as { orderId: number }).orderId;
const day = 86_400;

describe("faults of duplication and of the queue", () => {
  it("28: one order that fails does not bring its nine neighbours back", async () => {
    const service = smallService();
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    const [bad = 0] = placed.slice(4);
    const path = `/orders/${bad}$`;
    service.store.injectFault({ fault: { kind: "status", status: 500 }, method: "PUT", path });
    await service.poll();
    const left = await service.process();
    assert.deepEqual(left.map(idOf), [bad]);
    assert.deepEqual(
      placed.map((id) => service.statusWrites(id).length),
      placed.map((id) => (id === bad ? 0 : 1)),
    );
  });

  it("31: a store that takes 8 s to answer does not time out a batch of ten", async () => {
    const service = smallService({ store: { latencyMs: 8_000 } });
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    for (const id of placed) service.enqueueWebhook(id);
    const startedAt = service.clock.now();
    const left = await service.process();
    assert.ok(service.clock.now() - startedAt < 120_000);
    const done = placed.filter((id) => service.statusWrites(id).length === 1);
    assert.ok(done.length > 0 && left.length > 0);
    assert.deepEqual([...done, ...left.map(idOf)].sort(), placed);
    assert.deepEqual(
      service.retries.map(({ body }) => body),
      left,
    );
  });

  it("31: what such a batch leaves is done by later ones, each order once", async () => {
    const service = smallService({ store: { latencyMs: 8_000 } });
    const placed = Array.from({ length: 10 }, () => service.store.place().id);
    for (const id of placed) service.enqueueWebhook(id);
    for (let tries = 0; tries < 5 && service.queue.length > 0; tries += 1) {
      await service.process();
      await service.clock.advance(60_000);
    }
    assert.deepEqual(placed.map(service.statusWrites), Array(10).fill([9]));
  });

  it("32: three polls and two webhooks of an order that still waits write its status once", async () => {
    const service = smallService();
    const placed = Array.from({ length: 25 }, () => service.store.place().id);
    for (let poll = 1; poll <= 3; poll += 1) await service.poll();
    for (const id of [...placed, ...placed]) service.enqueueWebhook(id);
    assert.equal(service.queue.length, 125);
    await service.drain();
    assert.deepEqual([service.puts(), service.queue.length], [25, 0]);
    assert.deepEqual(placed.map(service.statusWrites), Array(25).fill([9]));
  });

  it("33: people hear of a message that nobody can read at its first receive", async () => {
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
  it("36: malformed messages are put aside at once, and their neighbours are done", async () => {
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
    const sentBy = async (refuses: (body: string, call: number) => boolean) => {
      const sqs = await startPartialSqs(refuses);
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

    it("offers what was not taken again, and abandons none of the rest", async () => {
      const { outcome, calls } = await sentBy((body, call) => call <= 5 && idOf(body) % 10 === 3);
      assert.deepEqual([outcome, calls], [{ queued: 50 }, 10]);
    });

    it("fails, and says so, when a message is not taken at all", async () => {
      const { outcome, service } = await sentBy((body) => idOf(body) === 103);
      assert.match(String(outcome), /did not accept 1 messages/);
      assert.deepEqual([service.alerts.length, service.jobs[0]?.outcome], [1, "failed"]);
    });
  });

  onEveryStack((recorded) => {
    const queue = (name: string) => only(recorded(), types.queue, name).inputs;
    const processor = () => only(recorded(), types.function, "process-orders").inputs;
    const mapping = () => only(recorded(), types.mapping, "orders").inputs;

    it("22: a dead letter that waited its whole life in the queue lives a week more", () => {
      const [first, last] = ["orders", "orders-dead-letters"].map((name) =>
        Number(queue(name)["messageRetentionSeconds"]),
      );
      assert.ok((last ?? 0) - (first ?? 0) >= 7 * day);
    });

    it("28: the queue takes single messages back instead of whole batches", () => {
      assert.deepEqual(mapping()["functionResponseTypes"], ["ReportBatchItemFailures"]);
    });

    it("29: the processor is held back at its queue, and no invocation is ever refused", () => {
      assert.deepEqual(mapping()["scalingConfig"], { maximumConcurrency: 3 });
      for (const { inputs } of ofType(recorded(), types.function)) {
        assert.ok(!("reservedConcurrentExecutions" in inputs));
      }
    });

    it("30: a message stays hidden for six times as long as its function may run", () => {
      const [hidden, timeout] = [
        queue("orders")["visibilityTimeoutSeconds"],
        processor()["timeout"],
      ];
      assert.ok(Number(hidden) >= 6 * Number(timeout), `${String(hidden)} s`);
    });

    it("34: no message waits before it is first delivered", () => {
      assert.equal(queue("orders")["delaySeconds"], undefined);
      assert.equal(mapping()["maximumBatchingWindowInSeconds"], 0);
    });
  });
});
