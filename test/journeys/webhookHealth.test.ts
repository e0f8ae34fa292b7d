import assert from "node:assert/strict";
import { type FaultFreeService, faultFreeService } from "../support/faultFreeService";

/** Webhooks work, then fail for 49 hours without any poll. */
const afterOutage = async () => {
  let isDown = false;
  const service = faultFreeService(
    (post) => async (request, timeoutMs) => (isDown ? 503 : post(request, timeoutMs)),
  );
  const { store, advanceHours, poll } = service;
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
  return { ...service, before, during };
};

const isActive = ({ store }: FaultFreeService) => store.hooks().map(({ is_active }) => is_active);
const externalIdOf = ({ cloud }: FaultFreeService, id: number) =>
  (cloud.records.rows.get(id)?.["order"] as { readonly external_order_id?: unknown })
    .external_order_id;

describe("journey: webhooks fail for 49 hours and are deactivated", () => {
  let service: Awaited<ReturnType<typeof afterOutage>>;
  before(async () => {
    service = await afterOutage();
    const [edited, refunded] = service.before;
    service.store.edit(edited, { external_order_id: "ERP-7" });
    service.store.setStatus(refunded, 4);
    assert.ok(isActive(service).includes(false), "BigCommerce deactivated a webhook");
    await service.poll();
  });

  it("acknowledges every order placed during the outage", () => {
    assert.deepEqual(
      service.during.filter((id) => !service.isAcknowledged(id)),
      [],
    );
  });

  it("records changes made during the outage, and does not change staff's status", () => {
    const [edited, refunded] = service.before;
    assert.equal(externalIdOf(service, edited), "ERP-7");
    const row = service.cloud.records.rows.get(refunded);
    assert.equal((row?.["order"] as { readonly status_id?: unknown }).status_id, 4);
    assert.equal(service.store.order(refunded)?.status_id, 4);
  });

  it("reactivates the webhooks and sends one alert", () => {
    assert.deepEqual(isActive(service), [true, true, true, true, true, true]);
    assert.deepEqual(
      service.cloud.alerts.sent.map(({ cause, subject }) => [cause, subject]),
      [["poll-orders/webhook.unhealthy", "Webhooks were unhealthy and have been repaired"]],
    );
  });

  it("receives orders by webhook again, and sends no further alert", async () => {
    const { id } = service.store.place({ kind: "physical", lines: 1 });
    await service.advanceHours(0.1);
    assert.ok(service.isAcknowledged(id));
    await service.poll();
    assert.equal(service.cloud.alerts.sent.length, 1);
  });
});

describe("journey: a change before the last poll whose webhook was lost", () => {
  /** The checkpoint has passed the change. */
  const missedChange = async () => {
    const service = faultFreeService();
    const { store, advanceHours, poll, cloud, clock } = service;
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
    return { ...service, id };
  };
  const deleteWebhook = ({ store }: FaultFreeService) => {
    const [webhook] = store.hooks();
    store.handle({
      method: "DELETE",
      path: `/stores/${store.hash}/v3/hooks/${String(webhook?.["id"])}`,
      headers: { "X-Auth-Token": store.token(), Accept: "application/json" },
      body: "",
    });
  };

  it("is found by a poll that finds an unhealthy webhook, since it re-reads the time without webhooks", async () => {
    const service = await missedChange();
    deleteWebhook(service);
    await service.poll();
    assert.equal(externalIdOf(service, service.id), "ERP-8");
    assert.equal(service.store.hooks().length, 6);
  });

  it("is not searched for while all webhooks are healthy", async () => {
    const service = await missedChange();
    await service.poll();
    assert.notEqual(externalIdOf(service, service.id), "ERP-8");
  });
});
