import assert from "node:assert/strict";
import { readItem } from "../../adapters/orderItem";
import type { HttpRequest, Transport } from "../../adapters/httpTransport";
import { excludedFields } from "../../domain/record";
import { smallService } from "../support/smallService";

const idOf = (body: string) => (JSON.parse(body) as { orderId: number }).orderId;
const isList = ({ url }: HttpRequest) => url.includes("/v2/orders?");
const listOf = (value: unknown) => value as { id: number }[];

/** Calls back after each response to a page of 25 orders. */
const afterEachPage =
  (callback: () => void) =>
  (toStore: Transport): Transport =>
  async (request) => {
    const url = request.url.replace("limit=250", "limit=25");
    const response = await toStore({ ...request, url });
    if (isList(request)) callback();
    return response;
  };

describe("defects that lose data in transit", () => {
  it("10: a status change that failed is retried and succeeds", async () => {
    const service = smallService();
    const { id } = service.store.place();
    service.store.injectFault({ fault: { kind: "status", status: 500 }, method: "PUT", times: 1 });
    await service.poll();
    await service.drain();
    assert.deepEqual([service.puts(), service.statusWrites(id)], [2, [9]]);
    assert.equal(service.rows.get(id)?.state, "acknowledged");
  });

  it("10: a status change that fails keeps its message, and alerts", async () => {
    const service = smallService();
    const { id } = service.store.place();
    service.store.injectFault({ fault: { kind: "status", status: 500 }, method: "PUT" });
    await service.poll();
    await service.drain();
    assert.deepEqual(
      service.queue.map(({ body }) => idOf(body)),
      [id],
    );
    assert.equal(service.rows.get(id)?.state, "stored");
    assert.equal(service.alerts.length, 1);
  });

  it("11: no order is missed though 30 of 100 leave the list while pages are read", async () => {
    let leave: () => void = () => undefined;
    const service = smallService({
      rules: { newOrderStatusIds: [11] },
      transport: afterEachPage(() => leave()),
    });
    const inStatus = (status: number) =>
      service.store.orders().filter(({ status_id }) => status_id === status);
    leave = () => {
      if (inStatus(9).length === 30) return;
      for (const { id } of inStatus(11).slice(0, 10)) service.store.setStatus(id, 9);
    };
    const placed = Array.from({ length: 100 }, () => service.store.place().id);
    await service.poll();
    const gone = new Set(inStatus(9).map(({ id }) => id));
    const queued = new Set(service.queue.map(({ body }) => idOf(body)));
    assert.equal(gone.size, 30);
    assert.deepEqual(
      placed.filter((id) => !queued.has(id) && !gone.has(id)),
      [],
    );
  });

  it("12: a poll of a store without a single order succeeds", async () => {
    const service = smallService();
    assert.deepEqual(await service.poll(), { queued: 0 });
    assert.equal(service.store.requests().byStatus["204"], 3);
    assert.deepEqual(
      service.jobs.map(({ outcome }) => outcome),
      ["succeeded"],
    );
  });

  it("12: an empty status does not stop the poll of other statuses", async () => {
    const service = smallService();
    service.store.place({ statusId: 11 });
    assert.deepEqual(await service.poll(), { queued: 1 });
  });

  for (const count of [49, 50, 51, 120, 260]) {
    it(`13: an order of ${count} lines is stored with ${count} lines`, async () => {
      const service = smallService();
      const { id } = service.store.place({ lines: count });
      await service.poll();
      await service.drain();
      const products = listOf(readItem(service.rows.get(id) ?? {})["products"]);
      assert.equal(new Set(products.map((product) => product.id)).size, count);
      assert.equal(products.length, count);
    });
  }

  it("16: every field of an order is in its record, unknown fields included", async () => {
    const service = smallService({ store: { behaviour: { unknownFields: "always" } } });
    const { id } = service.store.place({ coupons: 1 });
    const headers = { "X-Auth-Token": "token", Accept: "application/json" };
    const path = `/stores/abc123/v2/orders/${id}`;
    await service.poll();
    await service.drain();
    const { body } = service.store.handle({ method: "GET", path, headers });
    const lists = new Set(["products", "shipping_addresses", "coupons", "consignments"]);
    const given = Object.entries(JSON.parse(body) as object).filter(
      ([field]) => !lists.has(field) && !excludedFields.has(field),
    );
    assert.ok(given.length > 60);
    assert.deepEqual(service.rows.get(id)?.["order"], Object.fromEntries(given));
  });

  it("18: an order of 600 lines is a message below 1 KB, and stops no poll", async () => {
    const service = smallService();
    const large = service.store.place({ lines: 600 }).id;
    const small = service.store.place().id;
    assert.deepEqual(await service.poll(), { queued: 2 });
    const sizes = service.queue.map(({ body }) => Buffer.byteLength(body));
    assert.ok(Math.max(...sizes) < 1_024);
    assert.deepEqual(service.queue.map(({ body }) => idOf(body)).sort(), [large, small]);
  });

  it("25: orders from the control panel and from imports, which have no webhook, are polled", async () => {
    const service = smallService();
    const manual = service.store.manualOrder();
    const imported = service.store.importOrder(new Date(service.clock.now() - 3_600_000), 11);
    await service.poll();
    await service.drain();
    assert.deepEqual([manual, imported].map(service.statusWrites), [[9], [9]]);
  });

  it("26: a count of zero does not stop the poll", async () => {
    const noCount =
      (toStore: Transport): Transport =>
      async (request) => {
        const response = await toStore(request);
        const empty = JSON.stringify({ statuses: [], count: 0 });
        return request.url.includes("/count") ? { ...response, text: empty } : response;
      };
    const service = smallService({ transport: noCount });
    for (let n = 0; n < 30; n += 1) service.store.place();
    assert.deepEqual(await service.poll(), { queued: 30 });
  });

  it("26: orders created after the count, while pages are read, are queued as well", async () => {
    let arrive: () => void = () => undefined;
    const service = smallService({
      rules: { newOrderStatusIds: [11] },
      transport: afterEachPage(() => arrive()),
    });
    for (let n = 0; n < 60; n += 1) service.store.place();
    let pages = 0;
    arrive = () => void (pages++ < 2 && service.store.place());
    assert.deepEqual(await service.poll(), { queued: 62 });
  });
});
