import assert from "node:assert/strict";
import { aStore, storeHash, token } from "./aStore";

const reader = {
  token: "reader",
  clientId: "reader",
  clientSecret: "r",
  scopes: ["store_v2_orders_read_only"],
};
const stranger = {
  token: "stranger",
  clientId: "stranger",
  clientSecret: "s",
  scopes: ["store_v2_information"],
};

describe("Checklist 2: who may ask", () => {
  const shop = aStore({ orders: 5, accounts: [reader, stranger] });
  const as = (who: string | undefined) => ({ headers: { "X-Auth-Token": who } });

  it("a missing or wrong X-Auth-Token answers 401", () => {
    assert.equal(shop.request("/v2/orders", as(undefined)).status, 401);
    assert.equal(shop.request("/v2/orders", as("wrong")).status, 401);
    assert.equal(shop.request("/v3/hooks", as("wrong")).status, 401);
  });

  it("a token without the scope answers 403, and hooks need none", () => {
    assert.equal(shop.request("/v2/orders", as("stranger")).status, 403);
    assert.equal(shop.request("/v2/time", as("reader")).status, 403);
    assert.equal(shop.request("/v3/hooks", as("stranger")).status, 200);
  });

  it("a read-only token reads and doesn't write", () => {
    assert.equal(shop.request("/v2/orders/100", as("reader")).status, 200);
    assert.equal(
      shop.request("/v2/orders/100", { ...as("reader"), method: "PUT", body: { status_id: 2 } })
        .status,
      403,
    );
  });

  for (const wrongStoreHash of [401, 403, 404] as const) {
    it(`another store's hash answers ${wrongStoreHash}, by switch`, () => {
      const { store } = aStore({ behaviour: { wrongStoreHash } });
      const headers = { "X-Auth-Token": token, Accept: "application/json" };
      assert.equal(
        store.handle({ method: "GET", path: `/stores/${storeHash}x/v2/orders`, headers }).status,
        wrongStoreHash,
      );
    });
  }

  it("each API account sees its own hooks only", () => {
    const id = shop.createHook("store/order/*");
    assert.equal(shop.request(`/v3/hooks/${id}`, as("reader")).status, 404);
    assert.equal(
      shop.request(`/v3/hooks/${id}`, { ...as("reader"), method: "DELETE" }).status,
      404,
    );
    const seen = (who: string): unknown =>
      (shop.request("/v3/hooks", as(who)).json as { data: unknown[] }).data.length;
    assert.deepEqual([seen(token), seen("reader")], [1, 0]);
  });

  it("header names are read in any case", () => {
    const headers = { "x-AUTH-token": token, accept: "application/json" };
    assert.equal(
      shop.store.handle({ method: "get", path: `/stores/${storeHash}/v2/orders/100`, headers })
        .status,
      200,
    );
  });

  for (const [kind, body] of [
    ["object", /^\{"status":401/],
    ["array", /^\[\{"status":401/],
    ["html", /^<html>/],
    ["empty", /^$/],
  ] as const) {
    it(`the body of a refused request is ${kind} on V2 paths, by switch`, () => {
      const { request } = aStore({ behaviour: { gatewayErrors: kind } });
      assert.match(request("/v2/orders", as("wrong")).body, body);
    });
  }
});

describe("Checklist 3: what a client must accept", () => {
  const withAccept = (accept: string | undefined) => ({ headers: { Accept: accept } });

  for (const accept of [undefined, "*/*", "application/xml"]) {
    it(`V2 answers 406 to ${accept ?? "no"} Accept`, () => {
      assert.equal(aStore({ orders: 1 }).request("/v2/orders", withAccept(accept)).status, 406);
    });
  }

  it("V2 answers XML instead, by switch", () => {
    const { request } = aStore({ orders: 1, behaviour: { withoutAccept: "xml" } });
    const { status, headers, body } = request("/v2/orders", withAccept(undefined));
    assert.deepEqual([status, headers["content-type"]], [200, "application/xml"]);
    assert.match(body, /^<result><item><id>100<\/id>/);
  });

  it("escapes what shoppers wrote in its XML", () => {
    const shop = aStore({ orders: 1, behaviour: { withoutAccept: "xml" } });
    shop.store.edit(100, { customer_message: "<script>&" });
    assert.match(
      shop.request("/v2/orders/100", withAccept(undefined)).body,
      /<customer_message>&lt;script&gt;&amp;</,
    );
  });

  it("V3 speaks JSON to clients that accept anything", () => {
    assert.equal(aStore().request("/v3/hooks", withAccept("*/*")).status, 200);
    assert.equal(aStore().request("/v3/hooks", withAccept("text/html")).status, 406);
  });

  it("a body that isn't declared as JSON answers 415", () => {
    const asking = {
      method: "PUT",
      body: { status_id: 9 },
      headers: { "Content-Type": "text/plain" },
    };
    assert.equal(aStore({ orders: 1 }).request("/v2/orders/100", asking).status, 415);
  });
});
