import assert from "node:assert/strict";
import { aStore, type Fields } from "./aStore";
import { cpuSeconds } from "./cpuSeconds";

const hour = 3_600_000;

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

describe("The lifecycle of orders", () => {
  it("a checkout creates an Incomplete order, converts the cart, then changes the status", async () => {
    const shop = aStore();
    for (const scope of ["store/order/*", "store/cart/converted"]) shop.createHook(scope);
    const { id } = shop.store.place();
    await shop.clock.advance(0);
    const scopes = shop.received.map(({ body }) => (JSON.parse(body) as Fields)["scope"]);
    assert.deepEqual(scopes, [
      "store/order/created",
      "store/cart/converted",
      "store/order/statusUpdated",
      "store/order/updated",
    ]);
    assert.deepEqual(
      shop.store.history(id).map(({ from, to, by }) => [from, to, by]),
      [
        [null, 0, "shopper"],
        [0, 11, "shopper"],
      ],
    );
  });

  it("an order has its new status when the webhook arrives, or is still Incomplete, by switch", async () => {
    for (const [settleAfterMs, statusId] of [
      [0, 11],
      [5000, 0],
    ] as const) {
      const statuses: unknown[] = [];
      const shop = aStore({
        behaviour: { settleAfterMs },
        sendWebhook: async () => statuses.push(shop.store.latestOrders(1)[0]?.status_id) && 200,
      });
      shop.createHook("store/cart/converted");
      const { id } = shop.store.place();
      await shop.clock.advance(0);
      assert.deepEqual(statuses, [statusId]);
      await shop.clock.advance(5000);
      assert.equal(shop.store.order(id)?.status_id, 11);
    }
  });

  it("a digital order becomes Completed, other orders get the status of their checkout", () => {
    const { store } = aStore();
    const finalStatus = (options: Parameters<typeof store.place>[0]): number | undefined =>
      store.order(store.place(options).id)?.status_id;
    assert.deepEqual(
      [
        finalStatus({ kind: "digital" }),
        finalStatus({}),
        finalStatus({ statusId: 7 }),
        finalStatus({ statusId: 12 }),
        finalStatus({ kind: "mixed" }),
      ],
      [10, 11, 7, 12, 11],
    );
  });

  it("an abandoned checkout stays Incomplete, and no cart is converted", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    const { id } = shop.store.place({ abandoned: true });
    await shop.clock.advance(72 * hour);
    assert.equal(shop.store.order(id)?.status_id, 0);
    assert.equal(shop.received.length, 0);
  });

  it("an order cancelled before its payment stays cancelled", async () => {
    const shop = aStore();
    const { id } = shop.store.place({ settleAfterMs: 60_000 });
    shop.store.setStatus(id, 5);
    await shop.clock.advance(60_000);
    assert.equal(shop.store.order(id)?.status_id, 5);
  });

  it("staff edits change their field and the date of modification, and emit only updated", async () => {
    const shop = aStore({ orders: 1 });
    shop.createHook("store/order/*");
    const before = shop.read("/v2/orders/100");
    await shop.clock.advance(hour);
    shop.store.edit(100, { staff_notes: "Call before delivery" });
    await shop.clock.advance(0);
    const { date_modified: modified, ...order } = shop.read("/v2/orders/100");
    assert.equal(Date.parse(String(modified)), shop.clock.now());
    assert.deepEqual(order, {
      ...without(before, "date_modified"),
      staff_notes: "Call before delivery",
    });
    assert.deepEqual(
      shop.received.map(({ body }) => (JSON.parse(body) as Fields)["scope"]),
      ["store/order/updated"],
    );
  });

  it("shipments change the status to 3 and 2, and emit events", async () => {
    const shop = aStore();
    shop.createHook("store/shipment/*");
    const { id } = shop.store.place({ lines: 4 });
    shop.store.ship(id, "some");
    const shipped = (): unknown[] => {
      const {
        status_id: status,
        items_shipped: items,
        items_total: of,
      } = shop.read(`/v2/orders/${id}`);
      return [status, Number(items) > 0, items === of];
    };
    assert.deepEqual(shipped(), [3, true, false]);
    shop.store.ship(id);
    assert.deepEqual(shipped(), [2, true, true]);
    assert.equal(shop.read<Fields[]>(`/v2/orders/${id}/shipments`).length, 1);
    await shop.clock.advance(0);
    assert.deepEqual(
      shop.received.map(({ body }) => (JSON.parse(body) as { data: Fields }).data["orderId"]),
      [id, id],
    );
  });

  it("refunds change the status to 14 and 4, and emit refund, updated and statusUpdated", async () => {
    const shop = aStore();
    const { id } = shop.store.place({ lines: 4 });
    shop.createHook("store/order/*");
    shop.store.refund(id, "some");
    assert.equal(shop.store.order(id)?.status_id, 14);
    shop.store.refund(id);
    assert.equal(shop.store.order(id)?.status_id, 4);
    assert.ok(
      shop
        .read<Fields[]>(`/v2/orders/${id}/products`)
        .every(({ is_refunded: isRefunded }) => isRefunded === true),
    );
    await shop.clock.advance(0);
    const scopes = shop.received
      .slice(0, 3)
      .map(({ body }) => (JSON.parse(body) as Fields)["scope"]);
    assert.deepEqual(scopes, [
      "store/order/refund/created",
      "store/order/updated",
      "store/order/statusUpdated",
    ]);
  });

  it("an imported order has a new id, an old date and the source of a migration", () => {
    const shop = aStore({ orders: 3 });
    const id = shop.store.importOrder(new Date("2019-03-05T21:40:11Z"));
    const order = shop.read(`/v2/orders/${id}`);
    assert.deepEqual(
      [id, order["date_created"], order["external_source"]],
      [103, "Tue, 05 Mar 2019 21:40:11 +0000", "M-MIG"],
    );
    assert.equal(Date.parse(String(order["date_modified"])), shop.clock.now());
  });

  it("a manual order has no cart, and emits only created", async () => {
    const shop = aStore();
    for (const scope of ["store/order/*", "store/cart/converted"]) shop.createHook(scope);
    const id = shop.store.manualOrder();
    await shop.clock.advance(0);
    const { order_source: source, cart_id: cart } = shop.read(`/v2/orders/${id}`);
    assert.deepEqual([source, cart, shop.received.length], ["manual", null, 1]);
  });

  for (const lines of [51, 250, 251, 600]) {
    it(`an order can have ${lines} lines`, () => {
      const shop = aStore();
      const { id } = shop.store.place({ lines });
      assert.equal(shop.read(`/v2/orders/${id}/products/count`)["count"], lines);
    });
  }

  it("an order can have several coupons, and another currency than the store's", () => {
    const shop = aStore();
    const { id } = shop.store.place({ coupons: 2, foreignCurrency: true, lines: 3 });
    const order = shop.read(`/v2/orders/${id}`);
    assert.equal(shop.read<Fields[]>(`/v2/orders/${id}/coupons`).length, 2);
    assert.deepEqual(
      [order["default_currency_code"], order["store_default_currency_code"]],
      ["EUR", "USD"],
    );
  });

  it("shipments, refunds and messages change date_modified or not, by switch", async () => {
    for (const [subresourcesTouchOrder, moved] of [
      [true, 60_000],
      [false, 0],
    ] as const) {
      const shop = aStore({ behaviour: { subresourcesTouchOrder } });
      const { id } = shop.store.place();
      const modified = (): number =>
        Date.parse(String(shop.read(`/v2/orders/${id}`)["date_modified"]));
      const before = modified();
      await shop.clock.advance(60_000);
      shop.store.message(id, "Thank you");
      assert.equal(modified() - before, moved);
    }
  });

  it("a workload reaches every status and staff action, and is the same for the same seed", async () => {
    const run = async (seed: number) => {
      const shop = aStore({ seed });
      const stop = shop.store.startWorkload({ checkoutsPerHour: 60 });
      await shop.clock.advance(48 * hour);
      stop();
      return shop.store.orders();
    };
    const orders = await run(1);
    const seen = new Set(orders.map(({ status_id: id }) => id));
    for (const id of [0, 2, 3, 4, 5, 6, 7, 10, 11, 12, 14]) assert.ok(seen.has(id), String(id));
    assert.ok(orders.some(({ is_deleted: isDeleted }) => isDeleted));
    assert.ok(orders.some(({ lines }) => lines > 50));
    assert.ok(
      orders.some(
        ({ date_created: date, id }) => Date.parse(date) < Date.UTC(2026, 0, 1) && id > 100,
      ),
    );
    assert.ok(
      orders.some(({ date_modified: date }, index) => date === orders[index + 1]?.date_modified),
    );
    assert.deepEqual(await run(1), orders);
    assert.notDeepEqual(await run(2), orders);
  });

  it("a stopped workload creates no more orders", async () => {
    const shop = aStore();
    const stop = shop.store.startWorkload();
    await shop.clock.advance(5 * hour);
    stop();
    const size = shop.store.size();
    await shop.clock.advance(50 * hour);
    assert.ok(size > 50);
    assert.equal(shop.store.size(), size);
  });

  it("a thousand simulated hours take seconds of CPU time", async () => {
    const shop = aStore();
    shop.store.startWorkload({ checkoutsPerHour: 5 });
    const seconds = await cpuSeconds(() => shop.clock.advance(1000 * hour));
    assert.ok(seconds < 5, `${seconds} s`);
    assert.ok(shop.store.size() > 4000);
  });
});
