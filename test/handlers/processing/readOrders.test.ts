import assert from "node:assert/strict";
import type { HttpRequest, Transport } from "../../../adapters/httpTransport";
import type { StoreResponse } from "../../../domain/storeResponse";
import { readFullOrder } from "../../../handlers/processing/readOrders";
import { anOrder } from "../../support/anOrder";
import { fakePorts } from "../../support/fakePorts";
import { smallService, type SmallServiceOptions } from "../../support/smallService";

const respond = (status: number): StoreResponse => ({ status, header: () => undefined, text: "" });

/** More lines than an order's consignments can hold. */
const many = { kind: "physical", lines: 60 } as const;

/** `interfere` responds in place of the store; where it returns undefined, the request goes to the store. */
const setUp = (
  interfere: (
    request: HttpRequest,
    service: ReturnType<typeof smallService>,
    id: number,
  ) => Promise<StoreResponse | undefined> | StoreResponse | undefined,
  options: SmallServiceOptions = {},
) => {
  const transport =
    (send: Transport): Transport =>
    async (request) =>
      (await interfere(request, service, id)) ?? send(request);
  const service = smallService({ ...options, transport });
  const { id } = service.store.place(many);
  service.enqueueWebhook(id);
  const row = () => service.rows.get(id);
  return {
    ...service,
    id,
    state: () => row()?.state,
    lines: () => (row()?.["products"] as unknown[] | undefined)?.length,
    statusId: () => service.store.statusOf(id),
    alertCodes: () => service.alerts.map(({ code }) => code),
    wait: (ms: number) =>
      new Promise<void>(
        (resolve) => void service.clock.schedule(service.clock.now() + ms, resolve),
      ),
    /** Delivers the message this many times, hours apart. */
    deliver: async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        await service.process();
        await service.clock.advance(6 * 3_600_000);
      }
    },
  };
};

const isList = ({ url }: HttpRequest, list = "products"): boolean =>
  url.includes(`/${list}`) && !url.includes("include=");

describe("processOrders, reading an order's lists", () => {
  for (const [list, status, code] of [
    ["products", 204, "payload.invalid"],
    ["products", 404, "order.missing"],
    ["products?page=2", 404, "order.missing"],
  ] as const)
    it(`stores no record when ${list} respond ${status}, and dead-letters the message in the end`, async () => {
      const isLong = list !== "products";
      const service = setUp((request) => (isList(request, list) ? respond(status) : undefined));
      const id = isLong ? service.store.place({ ...many, lines: 300 }).id : service.id;
      service.enqueueWebhook(id);
      await service.deliver(20);
      assert.equal(service.rows.get(id)?.["products"], undefined);
      assert.equal(service.store.statusOf(id), 11);
      assert.ok(service.deadLetters.some((parked) => parked.code === code));
      assert.ok(service.alertCodes().includes(code));
    });

  it("accepts an empty list of addresses only from an order without addresses", async () => {
    const { store } = fakePorts([]);
    const readAt = new Date("2026-11-21T10:00:00Z");
    const read = (shipping_address_count: number) =>
      readFullOrder(store, { order: anOrder({ items_total: 0, shipping_address_count }), readAt });
    assert.deepEqual((await read(0)).shippingAddresses, []);
    await assert.rejects(read(2), {
      code: "payload.invalid",
      message: "The store's lists for order 100 hold none of its 2 shipping addresses",
    });
  });

  for (const archivedOrders of ["missing", "shown"] as const)
    it(`keeps the lines of an order that is archived during the read, and then ${archivedOrders}`, async () => {
      let isEdited = false;
      const service = setUp(
        (request, { store }, id) => {
          if (!isEdited || !isList(request)) return undefined;
          store.archive(id);
          return archivedOrders === "shown" ? respond(404) : undefined;
        },
        { store: { behaviour: { archivedOrders } } },
      );
      await service.process();
      assert.equal(service.lines(), 60);
      await service.clock.advance(60_000);
      service.store.edit(service.id, { external_order_id: "ERP-7" });
      await service.clock.advance(60_000);
      isEdited = true;
      service.enqueueWebhook(service.id);
      const looks = archivedOrders === "missing" ? [0, 1, 3, 7, 15] : [0];
      for (const minutes of looks) {
        await service.clock.advance(minutes * 60_000);
        await service.process();
      }
      assert.deepEqual([service.lines(), service.alertCodes(), service.queue], [60, [], []]);
      assert.notEqual(service.rows.get(service.id)?.archivedAt, undefined);
    });

  it("reads an order again whose lists take longer than a reading is fresh, and acknowledges it", async () => {
    const service = setUp(async (request) => {
      if (isList(request)) await service.wait(11_000);
      return undefined;
    });
    await service.process();
    assert.deepEqual(
      [service.state(), service.lines(), service.statusId()],
      ["acknowledged", 60, 9],
    );
    const { byRoute } = service.store.requests();
    assert.deepEqual(
      [byRoute["GET /v2/orders/{id}"], byRoute["GET /v2/orders/{id}/products"]],
      [2, 1],
    );
  });

  it("sets no status when staff cancels the order during a slow read of its lists", async () => {
    const service = setUp(async (request, { store }, id) => {
      if (!isList(request) || store.statusOf(id) === 5) return undefined;
      await service.wait(11_000);
      store.setStatus(id, 5);
      return undefined;
    });
    await service.process();
    assert.deepEqual([service.statusId(), service.puts(), service.state()], [5, 0, undefined]);
  });

  it("sets no status when staff cancels the order before a 401 is returned", async () => {
    const service = setUp(async ({ method }, { store }, id) => {
      if (method !== "PUT") return undefined;
      await service.wait(14_000);
      store.setStatus(id, 5);
      return respond(401);
    });
    await service.process();
    assert.deepEqual([service.statusId(), service.state()], [5, "left"]);
  });
});
