import assert from "node:assert/strict";
import { type FaultFreeService, faultFreeService } from "../support/faultFreeService";

/** Hooks work, then fail for 49 hours in which nothing else of the service runs either. */
const afterTheGap = async () => {
  let isDown = false;
  const calm = faultFreeService(
    (post) => async (request, timeoutMs) => (isDown ? 503 : post(request, timeoutMs)),
  );
  const { store, advanceHours, poll } = calm;
  const place = () => store.place({ kind: "physical", lines: 1 }).id;
  const before = [place(), place(), place()] as const;
  await advanceHours(0.1);
  await poll();
  isDown = true;
  const during: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    during.push(place());
    await advanceHours(7);
  }
  isDown = false;
  return { ...calm, before, during };
};

const isActive = ({ store }: FaultFreeService) => store.hooks().map(({ is_active }) => is_active);
const numberOf = ({ cloud }: FaultFreeService, id: number) =>
  (cloud.records.rows.get(id)?.["order"] as { readonly external_order_id?: unknown })
    .external_order_id;

describe("journey: webhooks fail for 49 hours and are switched off", () => {
  let calm: Awaited<ReturnType<typeof afterTheGap>>;
  before(async () => {
    calm = await afterTheGap();
    const [edited, refunded] = calm.before;
    calm.store.edit(edited, { external_order_id: "ERP-7" });
    calm.store.setStatus(refunded, 4);
    assert.ok(isActive(calm).includes(false), "BigCommerce gave up");
    await calm.poll();
  });

  it("finds every order placed meanwhile and acknowledges it", () => {
    assert.deepEqual(
      calm.during.filter((id) => !calm.isAcknowledged(id)),
      [],
    );
  });

  it("brings what changed meanwhile into the record, and leaves staff's status alone", () => {
    const [edited, refunded] = calm.before;
    assert.equal(numberOf(calm, edited), "ERP-7");
    const row = calm.cloud.records.rows.get(refunded);
    assert.equal((row?.["order"] as { readonly status_id?: unknown }).status_id, 4);
    assert.equal(calm.store.order(refunded)?.status_id, 4);
  });

  it("switches the hooks on again and sends one alert of it", () => {
    assert.deepEqual(isActive(calm), [true, true, true, true, true, true]);
    assert.deepEqual(
      calm.cloud.alerts.sent.map(({ cause, subject }) => [cause, subject]),
      [["poll-orders/webhook.unhealthy", "Webhooks were unhealthy and have been repaired"]],
    );
  });

  it("is told of orders by webhook again, without a poll, and sends no other alert", async () => {
    const { id } = calm.store.place({ kind: "physical", lines: 1 });
    await calm.advanceHours(0.1);
    assert.ok(calm.isAcknowledged(id));
    await calm.poll();
    assert.equal(calm.cloud.alerts.sent.length, 1);
  });
});

describe("journey: a change that no webhook told of lies before the last poll", () => {
  /** Polls have gone by since, and none of them saw it. */
  const overlooked = async () => {
    const calm = faultFreeService();
    const { store, advanceHours, poll, cloud, clock } = calm;
    const { id } = store.place({ kind: "physical", lines: 1 });
    await advanceHours(0.1);
    await poll();
    store.setDeliveryFaults({ drop: 1 });
    store.edit(id, { external_order_id: "ERP-8" });
    store.setDeliveryFaults({});
    await advanceHours(1);
    const checkpoint = await cloud.jobs.checkpoint();
    assert.ok(checkpoint);
    await cloud.jobs.moveCheckpoint({ ...checkpoint, changesSince: clock.date().toISOString() });
    return { ...calm, id };
  };
  const deleteHook = ({ store }: FaultFreeService) => {
    const [hook] = store.hooks();
    store.handle({
      method: "DELETE",
      path: `/stores/${store.hash}/v3/hooks/${String(hook?.["id"])}`,
      headers: { "X-Auth-Token": store.token(), Accept: "application/json" },
      body: "",
    });
  };

  it("is found by the poll that finds a webhook unwell, for it looks back as far as that may have been so", async () => {
    const calm = await overlooked();
    deleteHook(calm);
    await calm.poll();
    assert.equal(numberOf(calm, calm.id), "ERP-8");
    assert.equal(calm.store.hooks().length, 6);
  });

  it("is not looked for while all webhooks are well", async () => {
    const calm = await overlooked();
    await calm.poll();
    assert.notEqual(numberOf(calm, calm.id), "ERP-8");
  });
});
