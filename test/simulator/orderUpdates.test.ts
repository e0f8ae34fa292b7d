import assert from "node:assert/strict";
import { aStore, type Fields, type JsonResponse } from "./aStore";

describe("Writing orders", () => {
  const setUp = () => {
    const shop = aStore({ orders: 3 });
    shop.createHook("store/order/*");
    const put = (body: unknown, id = 100): JsonResponse =>
      shop.request(`/v2/orders/${id}`, { method: "PUT", body });
    const scopes = async (): Promise<unknown[]> => {
      await shop.clock.advance(0);
      return shop.received.splice(0).map(({ body }) => (JSON.parse(body) as Fields)["scope"]);
    };
    return { ...shop, put, scopes };
  };

  it("PUT status_id returns 200 with the whole order in its new status, and updates date_modified", async () => {
    const { put, clock, read } = setUp();
    await clock.advance(60_000);
    const { status, json } = put({ status_id: 9 });
    assert.equal(status, 200);
    assert.deepEqual(json, read("/v2/orders/100"));
    const { status_id: id, status: name, custom_status: custom, date_modified: date } = json;
    assert.deepEqual(
      [id, name, custom, Date.parse(String(date))],
      [9, "Awaiting Shipment", "Awaiting Shipment", clock.now()],
    );
  });

  it("PUT accepts the statuses 0 to 14 and no others", () => {
    const { put } = setUp();
    for (let id = 0; id <= 14; id++) assert.equal(put({ status_id: id }).status, 200);
    for (const id of [-1, 15, 9.5, "9", null])
      assert.equal(put({ status_id: id }).status, 400, String(id));
  });

  it("Shipped sets date_shipped and ships no item", () => {
    const { put } = setUp();
    const { date_shipped: date, items_shipped: shipped } = put({ status_id: 2 }).json as Fields;
    assert.notEqual(date, "");
    assert.equal(shipped, 0);
  });

  for (const field of [
    "status",
    "id",
    "date_modified",
    "coupon_discount",
    "payment_status",
    "nonsense",
  ]) {
    it(`PUT rejects ${field} with 400, and changes nothing`, () => {
      const { put, read } = setUp();
      const before = read("/v2/orders/100");
      const { status, json } = put({ status_id: 5, [field]: "x" });
      assert.equal(status, 400);
      assert.equal(
        (json as Fields[])[0]?.["message"],
        `The field '${field}' cannot be written to. Please remove it from your request before trying again.`,
      );
      assert.deepEqual(read("/v2/orders/100"), before);
    });
  }

  it("a missing order gets 404 with an array", () => {
    assert.deepEqual(setUp().put({ status_id: 9 }, 9999).json, [
      { status: 404, message: "The requested resource was not found." },
    ]);
  });

  it("a body that is no JSON object gets 400", () => {
    const { put } = setUp();
    for (const body of ["{", "[]", "9", ""]) assert.equal(put(body).status, 400, body);
  });

  it("a changed status emits updated and statusUpdated, with both statuses", async () => {
    const { put, scopes, store, clock, received } = setUp();
    store.setStatus(100, 11);
    await scopes();
    put({ status_id: 9 });
    await clock.advance(0);
    const data = received.map(({ body }) => (JSON.parse(body) as { data: Fields }).data);
    assert.deepEqual(data, [
      { type: "order", id: 100 },
      { type: "order", id: 100, status: { previous_status_id: 11, new_status_id: 9 } },
    ]);
    assert.deepEqual(await scopes(), ["store/order/updated", "store/order/statusUpdated"]);
  });

  it("an unchanged status emits only updated, and is in the history", async () => {
    const { put, scopes, store } = setUp();
    put({ status_id: 9 });
    await scopes();
    put({ status_id: 9 });
    assert.deepEqual(await scopes(), ["store/order/updated"]);
    assert.deepEqual(
      store
        .history(100)
        .slice(-1)
        .map(({ from, to, by }) => [from, to, by]),
      [[9, 9, "api"]],
    );
  });

  it("is_deleted and DELETE both archive, and emit archived", async () => {
    const { put, request, scopes } = setUp();
    assert.equal(put({ is_deleted: true }, 100).status, 200);
    assert.equal(request("/v2/orders/101", { method: "DELETE" }).status, 204);
    assert.deepEqual(await scopes(), ["store/order/archived", "store/order/archived"]);
    assert.deepEqual(
      [100, 101, 102].map((id) => request(`/v2/orders/${id}`).status),
      [404, 404, 200],
    );
  });

  it("DELETE of the collection archives all orders", () => {
    const { request } = setUp();
    assert.equal(request("/v2/orders", { method: "DELETE" }).status, 204);
    assert.equal(request("/v2/orders").status, 204);
  });

  it("a partial update of an address leaves the totals unchanged", () => {
    const { request, read, store } = setUp();
    const { id } = store.place();
    const before = read(`/v2/orders/${id}`);
    const { status, json } = request(`/v2/orders/${id}/shipping_addresses/${id}0`, {
      method: "PUT",
      body: { city: "Köln" },
    });
    assert.deepEqual([status, (json as Fields)["city"]], [200, "Köln"]);
    assert.deepEqual(read<Fields[]>(`/v2/orders/${id}/shipping_addresses`), [json]);
    assert.equal(read(`/v2/orders/${id}`)["total_inc_tax"], before["total_inc_tax"]);
  });

  it("POST creates a Pending order without a cart, and emits created but not converted", async () => {
    const { request, scopes, createHook } = setUp();
    createHook("store/cart/converted");
    const { status, json } = request("/v2/orders", {
      method: "POST",
      body: { products: [{}, {}], billing_address: { first_name: "Ann" } },
    });
    const {
      status_id: id,
      order_source: source,
      cart_id: cart,
      billing_address: address,
    } = json as Fields;
    assert.deepEqual(
      [status, id, source, cart, (address as Fields)["first_name"]],
      [200, 1, "external", null, "Ann"],
    );
    assert.deepEqual(await scopes(), ["store/order/created", "store/order/updated"]);
  });

  it("POST names the missing field", () => {
    const { request } = setUp();
    const message = (body: unknown): unknown =>
      (request("/v2/orders", { method: "POST", body }).json as Fields[])[0]?.["message"];
    assert.equal(message({}), "The required field 'products' was not supplied.");
    assert.equal(
      message({ products: [] }),
      "The required field 'billing_address' was not supplied.",
    );
  });

  it("POST returns 201, by switch", () => {
    const shop = aStore({ behaviour: { createdOrderStatus: 201 } });
    assert.equal(
      shop.request("/v2/orders", { method: "POST", body: { products: [{}], billing_address: {} } })
        .status,
      201,
    );
  });
});
