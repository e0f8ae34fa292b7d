import assert from "node:assert/strict";
import { bigCommerce } from "../../adapters/bigCommerce";
import { parseOrder, validOrders } from "../../domain/order";
import { toSnapshot } from "../../domain/record";
import { readFullOrder } from "../../handlers/processing/readOrders";
import type { Store } from "../../ports";
import { manualClock } from "../../simulator/clock";
import type { PlaceOptions } from "../../simulator/orders/checkout";
import { orderKinds } from "../../simulator/orders/orderTraits";
import { createSimulatedStore, type SimulatedStore } from "../../simulator/simulatedStore";
import { storeSettings } from "../support/aStoreClient";
import { simulatedTransport } from "../support/simulatedTransport";

/** Around the maximum of a consignment's lines, and around page sizes. */
const sizes = [1, 2, 49, 50, 51, 64, 100, 249, 250, 251, 260, 600];

/** Every trait by itself, and combinations that affect the same money or lines. */
const checkouts: readonly PlaceOptions[] = orderKinds.flatMap((kind) => [
  ...sizes.map((lines) => ({ kind, lines })),
  ...[0, 1, 2].flatMap((coupons) =>
    [1, 2, 3].map((addresses) => ({ kind, coupons, addresses, lines: 3 })),
  ),
  ...[true, false].map((guest) => ({ kind, guest })),
  ...[true, false].map((foreignCurrency) => ({ kind, foreignCurrency, coupons: 1 })),
  { kind, lines: 60, addresses: 2, coupons: 2 },
  { kind, abandoned: true },
  ...[6, 7, 10, 12].map((statusId) => ({ kind, statusId })),
]);

/** Later changes of orders, and orders without a checkout. */
const changeOrders = (store: SimulatedStore): void => {
  const { id } = store.place({ lines: 4 });
  store.ship(store.place({ lines: 3 }).id, "some");
  store.ship(store.place({ addresses: 2 }).id, "all");
  store.refund(store.place({ coupons: 1 }).id, "some");
  store.refund(store.place().id, "all");
  store.edit(id, { staff_notes: "Called", customer_message: "Grüße 🎁" });
  store.message(id, "On its way");
  store.importOrder(new Date("2019-03-05T21:40:11Z"));
  store.manualOrder();
};

const behaviours = [
  { unknownFields: "always" },
  { unknownFields: "never", emptyShippingAddresses: "array", idBounds: "exclusive" },
] as const;

for (const behaviour of behaviours) {
  describe(`a record, ${JSON.stringify(behaviour)}`, () => {
    let simulated: SimulatedStore;
    let store: Store;
    before(() => {
      const clock = manualClock();
      simulated = createSimulatedStore({
        hash: "abc123",
        token: "token",
        clock,
        orders: 300,
        seed: 11,
        behaviour,
        quota: { requests: 1_000_000, windowMs: 30_000 },
      });
      for (const checkout of checkouts) simulated.place(checkout);
      changeOrders(simulated);
      const transport = simulatedTransport(simulated);
      const now = () => new Date(clock.now());
      store = bigCommerce(storeSettings({ transport, now }))(new Date(clock.now() + 60_000));
    });

    /** The order without any `include`. */
    const plainOrder = (id: number) => {
      const headers = { "X-Auth-Token": "token", Accept: "application/json" };
      const path = `/stores/abc123/v2/orders/${id}`;
      return parseOrder(JSON.parse(simulated.handle({ method: "GET", path, headers }).body), id);
    };
    const sublists = async (id: number) => ({
      products: await store.readProducts(id),
      shippingAddresses: await store.readShippingAddresses(id),
      coupons: await store.readCoupons(id),
    });

    it("is identical whether read from the order list or list by list, for every kind of order", async () => {
      const ids = simulated.orders().map(({ id }) => id);
      let compared = 0;
      for (let first = Math.min(...ids); first <= Math.max(...ids); first += 200) {
        // One id more on both sides, in case the bounds are exclusive.
        const { orders, readAt } = await store.readOrders(first - 1, first + 200);
        for (const order of validOrders(orders, new Set(ids))) {
          if (order.id < first || order.id >= first + 200) continue;
          const expected = toSnapshot(
            plainOrder(order.id),
            await sublists(order.id),
            readAt.toISOString(),
          );
          assert.deepEqual(await readFullOrder(store, { order, readAt }), expected, `#${order.id}`);
          compared += 1;
        }
      }
      assert.equal(compared, ids.length);
    });
  });
}
