import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { eventually } from "../support/eventually";
import { plantedSecrets } from "../support/recordedStack";
import { type RunningService, startService } from "../support/runningService";

const hostileIds = [
  "../customers?limit=250#",
  "..%2Fcustomers",
  "7/../../customers",
  "7?include=customer",
  "7 ",
  "0x7",
  "7e2",
  ["7"],
  { id: 7 },
  true,
];

describe("faults of security, in the code as it is uploaded", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 40, seed: 9 } });
  });
  after(() => service.stop());

  const isQuiet = () =>
    eventually("the queue is empty", async () => {
      const { orders } = await service.cloud.queueDepths();
      return orders && orders.visible + orders.inFlight + orders.delayed === 0;
    });
  const traces = async () => ({
    messages: (await service.cloud.queueDepths())["orders"],
    rows: [...(await service.rows("webhooks")), ...(await service.rows("orders"))].length,
    mails: service.cloud.mailbox.list().length,
    requests: service.store.requests().total,
  });
  const queue = async (bodies: readonly unknown[]) => {
    const { endpoint, region } = service.cloud;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
    const QueueUrl = service.cloud.queueUrl("orders");
    for (const body of bodies)
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
    client.destroy();
  };

  it("44, 46: 500 forged requests queue, store, mail and ask BigCommerce nothing", async () => {
    const ids = service.store.orders().map(({ id }) => id);
    const guesses: Record<string, string>[] = [
      {},
      { "X-Webhook-Secret": "" },
      { "X-Webhook-Secret": "abc123" },
    ];
    const then = await traces();
    const startedAt = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        service.post(convertedCart(ids[n % ids.length]), guesses[n % 3]),
      ),
    );
    const seconds = (Date.now() - startedAt) / 1_000;
    const answered = (status: number) => answers.filter((one) => one.status === status).length;
    assert.equal(answered(401) + answered(429), 500);
    assert.ok(answered(401) <= 200 + 100 * (seconds + 1), `${answered(401)} reached the function`);
    assert.deepEqual(await traces(), then);
  });

  /** The throttle is empty after so many forged requests, and lets others pass a moment later. */
  const admitted = (...request: Parameters<RunningService["post"]>) =>
    eventually("the throttle lets it pass", async () => {
      const answer = await service.post(...request);
      return answer.status !== 429 && answer;
    });

  it("45: an authentic webhook's order id is a number, or nothing is asked for it", async () => {
    const then = await traces();
    for (const id of hostileIds) {
      const answer = await admitted(convertedCart(id), secretHeader);
      assert.equal(answer.status, 400, JSON.stringify(id));
    }
    assert.deepEqual(await traces(), then);
  });

  it("45: an order id that was put on the queue past the webhook makes no request either", async () => {
    const { requests } = await traces();
    await queue(hostileIds.map((orderId) => ({ v: 1, orderId, reason: "poll" })));
    await eventually("all are put aside", async () => {
      const { "orders-dead-letters": letters } = await service.cloud.queueDepths();
      // One of them may have been delivered twice.
      return letters && letters.visible >= hostileIds.length;
    });
    assert.equal(service.store.requests().total, requests);
  });

  it("50: a body that arrives in base64 is read, whatever alphabet it is written in", async () => {
    // One that is there already: the store announces a new one by itself, and one of two messages waits.
    const order = service.store
      .orders()
      .filter(({ status_id }) => status_id === 11)
      .at(-1);
    assert.ok(order);
    const { id } = order;
    const body = convertedCart(id, { note: "Größe ☃ \u{1f9e6}" });
    assert.equal((await admitted(body, secretHeader)).status, 200);
    await eventually("it is acknowledged", () => service.store.order(id)?.status_id === 9);
  });

  for (const scope of [
    "store/order/message/created",
    "store/shipment/created",
    "store/cart/updated",
  ]) {
    it(`51: an event of the scope ${scope} is answered 200, and no hook is switched off`, async () => {
      await isQuiet();
      const then = await traces();
      const answer = await admitted(convertedCart(7, { scope }), secretHeader);
      assert.equal(answer.status, 200);
      assert.deepEqual(await traces(), then);
    });
  }

  it("48: neither an answer of BigCommerce nor a shopper gets into a mail or a log", async () => {
    const [order] = service.store.orders().filter(({ status_id }) => status_id === 11);
    assert.ok(order);
    service.store.edit(order.id, { billing_address: { first_name: "Ada", last_name: "Lovelace" } });
    const recover = service.store.injectFault({
      fault: { kind: "status", status: 422, html: true },
    });
    await admitted(convertedCart(order.id), secretHeader);
    const { body } = await service.cloud.mailbox.wait(({ body }) => body.includes("rejected"));
    recover();
    const told = [body, ...service.logs].join("\n");
    for (const secret of ["Lovelace", "<html", "<!DOCTYPE", ...Object.values(plantedSecrets)]) {
      assert.ok(!told.includes(secret), secret);
    }
    assert.match(body, new RegExp(`Order ${order.id} was not replicated`));
  });

  it("54: a webhook is answered at once though BigCommerce does not answer anybody", async () => {
    const { id } = service.store.place();
    const recover = service.store.injectFault({ fault: { kind: "hang" } });
    const answer = await admitted(convertedCart(id), secretHeader);
    recover();
    assert.equal(answer.status, 200, "who waited for the store would run out of time");
  });
});
