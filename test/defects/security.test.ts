import assert from "node:assert/strict";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { eventually } from "../support/eventually";
import { plantedSecrets } from "../support/recordedStack";
import { type RunningService, startService } from "../support/runningService";
import { sendMessage } from "../support/sendMessage";

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

describe("defects of security, in the uploaded code", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 40, seed: 9 } });
  });
  after(() => service.stop());

  const queueIsEmpty = () =>
    eventually("the queue is empty", async () => {
      const { orders } = await service.cloud.queueDepths();
      return orders && orders.visible + orders.inFlight + orders.delayed === 0;
    });
  const sideEffects = async () => ({
    messages: (await service.cloud.queueDepths())["orders"],
    rows: [...(await service.rows("webhooks")), ...(await service.rows("orders"))].length,
    mails: service.cloud.mailbox.list().length,
    requests: service.store.requests().total,
  });
  const enqueue = async (bodies: readonly unknown[]) => {
    for (const body of bodies) await sendMessage(service, "orders", JSON.stringify(body));
  };

  it("44, 46: 500 forged requests cause no message, row, mail or request to BigCommerce", async () => {
    const ids = service.store.orders().map(({ id }) => id);
    const guesses: Record<string, string>[] = [
      {},
      { "X-Webhook-Secret": "" },
      { "X-Webhook-Secret": "abc123" },
    ];
    const before = await sideEffects();
    const startedAt = Date.now();
    const responses = await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        service.post(convertedCart(ids[n % ids.length]), guesses[n % 3]),
      ),
    );
    const seconds = (Date.now() - startedAt) / 1_000;
    const countOf = (status: number) => responses.filter((one) => one.status === status).length;
    assert.equal(countOf(401) + countOf(429), 500);
    assert.ok(countOf(401) <= 200 + 100 * (seconds + 1), `${countOf(401)} reached the function`);
    assert.deepEqual(await sideEffects(), before);
  });

  /** After so many forged requests the throttle is exhausted, and accepts others a moment later. */
  const admitted = (...request: Parameters<RunningService["post"]>) =>
    eventually("the throttle accepts a request", async () => {
      const response = await service.post(...request);
      return response.status !== 429 && response;
    });

  it("45: an authentic webhook with an invalid order id causes no request", async () => {
    const before = { ...(await sideEffects()), mails: 1 };
    for (const id of hostileIds) {
      const response = await admitted(convertedCart(id), secretHeader);
      assert.equal(response.status, 200, JSON.stringify(id));
    }
    assert.deepEqual(await sideEffects(), before);
  });

  it("45: an invalid order id sent directly to the queue causes no request either", async () => {
    const { requests } = await sideEffects();
    await enqueue(hostileIds.map((orderId) => ({ v: 1, orderId, reason: "poll" })));
    await eventually("all are dead-lettered", async () => {
      const { "orders-dead-letters": letters } = await service.cloud.queueDepths();
      // One of them may have been delivered twice.
      return letters && letters.visible >= hostileIds.length;
    });
    assert.equal(service.store.requests().total, requests);
  });

  it("50: a body in base64 is decoded, in any script", async () => {
    // An existing order: the store sends a webhook for a new one, and one of two messages would wait.
    const order = service.store
      .orders()
      .filter(({ status_id }) => status_id === 11)
      .at(-1);
    assert.ok(order);
    const { id } = order;
    const body = convertedCart(id, { note: "Größe ☃ \u{1f9e6}" });
    assert.equal((await admitted(body, secretHeader)).status, 200);
    await eventually("the order is acknowledged", () => service.store.order(id)?.status_id === 9);
  });

  for (const scope of [
    "store/order/message/created",
    "store/shipment/created",
    "store/cart/updated",
  ]) {
    it(`51: an event of the scope ${scope} gets a 200, so that no webhook is deactivated`, async () => {
      await queueIsEmpty();
      const before = await sideEffects();
      const response = await admitted(convertedCart(7, { scope }), secretHeader);
      assert.equal(response.status, 200);
      assert.deepEqual(await sideEffects(), before);
    });
  }

  it("48: no mail or log contains a response of BigCommerce or personal data", async () => {
    const [order] = service.store.orders().filter(({ status_id }) => status_id === 11);
    assert.ok(order);
    service.store.edit(order.id, { billing_address: { first_name: "Ada", last_name: "Lovelace" } });
    const recover = service.store.injectFault({
      fault: { kind: "status", status: 422, html: true },
    });
    await admitted(convertedCart(order.id), secretHeader);
    const { body } = await service.cloud.mailbox.wait(({ body }) => body.includes("rejected"));
    recover();
    const output = [body, ...service.logs].join("\n");
    for (const secret of ["Lovelace", "<html", "<!DOCTYPE", ...Object.values(plantedSecrets)]) {
      assert.ok(!output.includes(secret), secret);
    }
    assert.match(body, new RegExp(`Order ${order.id} was not replicated`));
  });

  it("54: a webhook gets its response at once though BigCommerce does not respond", async () => {
    const { id } = service.store.place();
    const recover = service.store.injectFault({ fault: { kind: "hang" } });
    const response = await admitted(convertedCart(id), secretHeader);
    recover();
    assert.equal(response.status, 200, "a receiver that waited for the store would time out");
  });
});
