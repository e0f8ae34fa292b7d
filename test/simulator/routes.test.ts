import assert from "node:assert/strict";
import { aStore } from "./aStore";

const v2 = [
  "time",
  "store",
  "orders",
  "orders/count",
  "orders/{id}",
  "orders/{id}/products",
  "orders/{id}/products/{product}",
  "orders/{id}/products/count",
  "orders/{id}/shipping_addresses",
  "orders/{id}/shipping_addresses/{address}",
  "orders/{id}/shippingaddresses",
  "orders/{id}/coupons",
  "orders/{id}/taxes",
  "orders/{id}/shipments",
  "orders/{id}/shipments/count",
  "orders/{id}/messages",
  "orders/{id}/consignments",
  "orders/{id}/fees",
  "order_statuses",
  "order_statuses/11",
  "hooks",
  "hooks/{hook}",
].map((path) => `/v2/${path}`);

const v3 = [
  "hooks",
  "hooks/{hook}",
  "hooks/admin",
  "orders/{id}/transactions",
  "orders/{id}/payment_actions/refunds",
  "orders/payment_actions/refunds",
  "orders/{id}/metafields",
].map((path) => `/v3/${path}`);

describe("The routes of a store", () => {
  const shop = aStore();
  const { id } = shop.store.place({ coupons: 1 });
  shop.store.ship(id);
  shop.store.refund(id, "some");
  shop.store.message(id, "Thank you");
  const [product, address] = ["products", "shipping_addresses"].map(
    (name) => shop.read<{ id: number }[]>(`/v2/orders/${id}/${name}`)[0]?.id,
  );
  const names: Readonly<Record<string, unknown>> = {
    id,
    product,
    address,
    hook: shop.createHook("store/order/*"),
  };
  const filled = (path: string): string =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => String(names[name]));

  for (const path of [...v2, ...v3]) {
    it(`GET ${path} returns 200 with content`, () => {
      const response = shop.request(filled(path));
      // Whether this order is taxed depends on its shopper's address.
      assert.ok(
        response.status === 200 || (path.endsWith("taxes") && response.status === 204),
        response.body,
      );
    });
  }

  it("the shipping quotes of an address are 204, as for orders made by API", () => {
    assert.equal(
      shop.request(filled("/v2/orders/{id}/shipping_addresses/{address}/shipping_quotes")).status,
      204,
    );
  });

  it("unknown paths get 404, unknown methods 405", () => {
    assert.equal(shop.request("/v2/nothing").status, 404);
    assert.equal(shop.request("/v3/nothing").status, 404);
    assert.equal(shop.request("/v2/orders/100", { method: "POST", body: {} }).status, 405);
  });

  it("subresources of a missing order get 404", () => {
    for (const path of [...v2, ...v3].filter((each) => each.includes("orders/{id}/"))) {
      assert.equal(
        shop.request(filled(path).replace(`orders/${id}/`, "orders/99999/")).status,
        404,
        path,
      );
    }
  });

  it("the time is the clock's, in seconds", () => {
    assert.deepEqual(shop.read("/v2/time"), { time: Math.floor(shop.clock.now() / 1000) });
  });

  it("a new metafield emits an event with the order's id as a string", async () => {
    const body = { permission_set: "app_only", namespace: "replica", key: "taken", value: "yes" };
    assert.equal(shop.request(`/v3/orders/${id}/metafields`, { method: "POST", body }).status, 200);
    await shop.clock.advance(0);
    const { scope, data } = JSON.parse(shop.received.at(-1)?.body ?? "{}") as {
      scope: string;
      data: { resource_id: string };
    };
    assert.deepEqual([scope, data.resource_id], ["store/order/metafield/created", String(id)]);
    assert.equal(shop.read<{ data: unknown[] }>(`/v3/orders/${id}/metafields`).data.length, 1);
  });

  it("refunds across the store can be filtered by order, and V2 reports no refund", () => {
    const refunds = (query: string): number =>
      shop.read<{ data: unknown[] }>(`/v3/orders/payment_actions/refunds${query}`).data.length;
    assert.deepEqual(
      [refunds(""), refunds(`?order_id:in=${id}`), refunds("?order_id:in=1,2")],
      [1, 1, 0],
    );
    assert.equal(shop.read(`/v2/orders/${id}`)["refunded_amount"], "0.0000");
  });
});
