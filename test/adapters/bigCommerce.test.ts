import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { bigCommerce } from "../../adapters/bigCommerce";
import type { StoreClientSettings } from "../../adapters/storeClient";
import { listsInConsignments } from "../../domain/listsInConsignments";
import type { Part } from "../../domain/order";
import { ownFields as toRecord } from "../../domain/record";
import type { Store } from "../../ports";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { startStoreServer, type StoreServer } from "../../simulator/storeServer";
import { soon, storeSettings } from "../support/aStoreClient";

const sweep = { statusId: 11 };

describe("bigCommerce", () => {
  let server: StoreServer;
  let simulated: SimulatedStore;
  let store: Store;
  before(async () => {
    server = await startStoreServer({
      hash: "abc123",
      token: "token",
      orders: 500,
      seed: 3,
      quota: { requests: 1_000_000, windowMs: 30_000 },
    });
    simulated = server.store;
    store = connect();
  });
  after(() => server.close());

  const connect = (over: Partial<StoreClientSettings> = {}) =>
    bigCommerce(storeSettings({ apiUrl: server.url, ...over }))(soon());

  const read = async (id: number) => {
    const reading = await store.readOrder(id);
    assert.ok(reading);
    return reading;
  };
  const idsIn = (page: readonly unknown[]) => page.map((order) => (order as { id: number }).id);
  const simulatedIds = (statusId: number) =>
    simulated.orders().flatMap((order) => (order.status_id === statusId ? [order.id] : []));

  it("counts orders by status, and returns the store's time", async () => {
    const { byStatus, clockSkew } = await store.countOrders();
    assert.equal(byStatus["11"], simulatedIds(11).length);
    const { minMs = NaN, maxMs = NaN } = clockSkew ?? {};
    assert.ok(minMs <= 0 && maxMs >= 0 && maxMs - minMs < 60_000, `${minMs} to ${maxMs} ms`);
  });

  it("lists one status by id, 250 at a time, and from an id on", async () => {
    const expected = simulatedIds(11);
    assert.ok(expected.length > 250);
    const page = idsIn(await store.listOrders(sweep, 0));
    assert.deepEqual(page, expected.slice(0, 250));
    const last = page.at(-1) ?? 0;
    assert.deepEqual(idsIn(await store.listOrders(sweep, last)), expected.slice(249));
  });

  it("lists no orders when the store responds 204", async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    assert.deepEqual(await store.listOrders({ ...sweep, modifiedSince: future }, 0), []);
  });

  it("lists what was modified, or created, since an instant", async () => {
    const cut = new Date(Date.now() - 45 * 60_000).toISOString();
    for (const since of [{ modifiedSince: cut }, { createdSince: cut }]) {
      const some = idsIn(await store.listOrders({ ...sweep, ...since }, 0));
      assert.ok(some.length > 0 && some.length < simulatedIds(11).length);
    }
  });

  it("reads a window of orders with their line items", async () => {
    const { orders } = await store.readOrders(100, 149);
    assert.deepEqual(
      idsIn(orders),
      Array.from({ length: 50 }, (_, n) => 100 + n),
    );
  });

  it("returns undefined for a 404", async () => {
    assert.equal(await store.readOrder(99_999), undefined);
  });

  describe("when the store answers 404 to an order", () => {
    const answer404 = (path: string, times?: number) =>
      simulated.injectFault({ fault: { kind: "status", status: 404 }, path, times });
    const byId = "^/v2/orders/100\\?";

    for (const html of [true, false])
      it(`fails where the store answers 404 to everything, ${html ? "in HTML" : "in JSON"}`, async () => {
        const fault = { kind: "status", status: 404, html } as const;
        const disarm = simulated.injectFault({ fault });
        await assert.rejects(store.readOrder(100), { code: "store.rejected", httpStatus: 404 });
        disarm();
      });

    it("reads the order again where the store lists it", async () => {
      const disarm = answer404(byId, 1);
      assert.equal((await store.readOrder(100))?.order.id, 100);
      disarm();
    });

    for (const idBounds of ["inclusive", "exclusive"] as const)
      describe(`and one order breaks every list, with bounds that are ${idBounds}`, () => {
        /** A store whose list fails wherever it would hold `broken`. */
        const readBeside = async (broken: number, archived?: number) => {
          const behaviour = { idBounds };
          const other = await startStoreServer({ hash: "abc123", token: "token", behaviour });
          const ids = Array.from({ length: 5 }, () => other.store.place({ kind: "physical" }).id);
          const idOf = (index: number) => ids[index] ?? 0;
          if (archived !== undefined) other.store.archive(idOf(archived));
          const fault = { kind: "status", status: 500 } as const;
          other.store.injectFault({ fault, path: "^/v2/orders\\?", orderId: idOf(broken) });
          other.store.injectFault({
            fault: { kind: "status", status: 404 },
            path: `^/v2/orders/${idOf(2)}\\?`,
          });
          const open = bigCommerce(
            storeSettings({ apiUrl: other.url, wait: async () => undefined, now: () => start }),
          );
          const start = new Date();
          const result = open(soon()).readOrder(idOf(2));
          await result.catch(() => undefined);
          await other.close();
          return result;
        };

        it("takes an archived order for missing beside a broken neighbour", async () => {
          assert.equal(await readBeside(1, 2), undefined);
          assert.equal(await readBeside(3, 2), undefined);
        });

        it("takes a broken order for one that may exist", async () => {
          await assert.rejects(readBeside(2), { code: "store.unavailable" });
        });
      });

    it("fails where the store lists the order, and still answers 404", async () => {
      const disarm = answer404(byId);
      await assert.rejects(store.readOrder(100), { code: "order.missing" });
      disarm();
    });
  });

  it("sets a status, and nothing else", async () => {
    const [id = 0] = simulatedIds(7);
    const before = toRecord((await read(id)).order);
    const result = await store.setStatus(id, 9, soon());
    assert.equal(result.kind === "responded" && result.order.status_id, 9);
    assert.equal(simulated.order(id)?.status_id, 9);
    const after = toRecord((await read(id)).order);
    const changed = Object.keys(after).filter(
      (field) => !isDeepStrictEqual(after[field], before[field]),
    );
    const allowed = ["status_id", "status", "custom_status", "date_modified"];
    assert.deepEqual(
      changed.filter((field) => !allowed.includes(field)),
      [],
    );
  });

  it("reads a list of sub-resources to its end: 260 lines are 260 lines", async () => {
    const { id } = simulated.place({ lines: 260 });
    const products = await store.readProducts(id);
    assert.equal(products.length, 260);
    assert.deepEqual(
      products.map((product) => product.id),
      [...new Set(products.map((product) => product.id))].sort((a, b) => Number(a) - Number(b)),
    );
  });

  describe("reading the products of an order whose number of items is known", () => {
    const itemsOf = (products: readonly Part[]) =>
      products.reduce((sum, product) => sum + Number({ quantity: 0, ...product }.quantity), 0);
    const requestsFor = async (lines: number, claimed = (items: number) => items) => {
      const { id } = simulated.place({ lines });
      const items = itemsOf(await store.readProducts(id));
      const before = simulated.requests().total;
      const products = await store.readProducts(id, claimed(items));
      assert.equal(products.length, lines);
      return simulated.requests().total - before;
    };

    it("requests no page after the one that completes the number", async () => {
      assert.deepEqual([await requestsFor(51), await requestsFor(260)], [1, 2]);
    });

    it("requests another page after a full one, since more lines could follow", async () => {
      assert.equal(await requestsFor(250), 2);
    });

    it("reads until an empty page when the lines do not add up", async () => {
      assert.equal(await requestsFor(51, (items) => items + 1), 2);
    });
  });

  it("reads empty lists as empty", async () => {
    const { id } = simulated.place({ kind: "digital" });
    assert.deepEqual(await store.readShippingAddresses(id), []);
    assert.deepEqual(await store.readCoupons(id), []);
  });

  describe("when a request fails", () => {
    const pathOf = (id: number) => `/v2/orders/${id}`;

    it("distinguishes a write of unknown outcome from a rejected write", async () => {
      const { id } = simulated.place({ kind: "physical" });
      const unavailable = { kind: "status", status: 503 } as const;
      simulated.injectFault({ fault: unavailable, method: "PUT", path: pathOf(id), times: 1 });
      const result = await connect().setStatus(id, 9, soon());
      assert.equal(result.kind === "unknown" && result.failure.code, "store.unavailable");
      await assert.rejects(store.setStatus(id, 99, soon()), { code: "store.rejected" });
    });

    it("names the missing order when its status is set", async () => {
      await assert.rejects(store.setStatus(99_999, 9, soon()), {
        code: "order.missing",
        message: /99999/,
      });
    });

    it("rejects a response that is not a list, and names the list", async () => {
      const invalid = bigCommerce(
        storeSettings({
          transport: async () => ({ status: 200, header: () => undefined, text: "{}" }),
        }),
      )(soon());
      await assert.rejects(invalid.readProducts(7), {
        code: "payload.invalid",
        message: "GET /v2/orders/7/products did not return a list",
      });
    });

    it("reads an order that is too large without its lines, and these in smaller pages", async () => {
      const { id } = simulated.place({ kind: "physical", lines: 120 });
      const whole = await store.readProducts(id);
      const small = connect({ maxBytes: 60_000 });
      const reading = await small.readOrder(id);
      assert.ok(reading);
      assert.equal(listsInConsignments(reading.order).products, undefined);
      assert.deepEqual(await small.readProducts(id, reading.order.items_total as number), whole);
    });

    it("plans windows by the orders read last, alone or together", async () => {
      const large = simulated.place({ kind: "physical", lines: 40 });
      const small = simulated.place({ kind: "physical", lines: 1 });
      const limited = connect({ maxBytes: 60_000 });
      await assert.rejects(limited.readOrders(large.id, small.id), { code: "payload.tooLarge" });
      assert.equal(await limited.awaitBudget(), 1);
      assert.ok(await limited.readOrder(small.id));
      assert.ok((await limited.awaitBudget()) > 1);
    });

    it("reads no list of which ten parts are too large", async () => {
      const { id } = simulated.place({ kind: "physical", lines: 20 });
      await assert.rejects(connect({ maxBytes: 5_000 }).readProducts(id), {
        code: "payload.tooLarge",
        message: `GET /v2/orders/${id}/products was answered 200 with more than 5000 bytes`,
      });
    });

    it("treats a 404 as a result for a single order only, never as an empty store", async () => {
      const wrongRoute = bigCommerce(
        storeSettings({
          transport: async () => ({ status: 404, header: () => undefined, text: "no such route" }),
        }),
      )(soon());
      const rejected = { code: "store.rejected", message: /^GET \/v2\/orders.*got 404$/ };
      await assert.rejects(wrongRoute.countOrders(), rejected);
      await assert.rejects(wrongRoute.listOrders({ statusId: 11 }, 0), rejected);
      await assert.rejects(wrongRoute.readOrders(1, 9), rejected);
      await assert.rejects(wrongRoute.readCoupons(7), {
        code: "order.missing",
        message: "GET /v2/orders/7/coupons was answered 404",
      });
    });

    it("counts no orders where the response has no statuses", async () => {
      const withoutStatuses = bigCommerce(
        storeSettings({
          transport: async () => ({ status: 200, header: () => undefined, text: '{"count":9}' }),
        }),
      )(soon());
      assert.deepEqual(await withoutStatuses.countOrders(), { byStatus: {}, clockSkew: undefined });
    });
  });
});
