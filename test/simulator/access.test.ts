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

describe("API access", () => {
  const shop = aStore({ orders: 5, accounts: [reader, stranger] });
  const as = (who: string | undefined) => ({ headers: { "X-Auth-Token": who } });

  it("a missing or wrong X-Auth-Token gets 401", () => {
    assert.equal(shop.request("/v2/orders", as(undefined)).status, 401);
    assert.equal(shop.request("/v2/orders", as("wrong")).status, 401);
    assert.equal(shop.request("/v3/hooks", as("wrong")).status, 401);
  });

  it("a token without the scope gets 403, and hooks need no scope", () => {
    assert.equal(shop.request("/v2/orders", as("stranger")).status, 403);
    assert.equal(shop.request("/v2/time", as("reader")).status, 403);
    assert.equal(shop.request("/v3/hooks", as("stranger")).status, 200);
  });

  it("a read-only token can read and not write", () => {
    assert.equal(shop.request("/v2/orders/100", as("reader")).status, 200);
    assert.equal(
      shop.request("/v2/orders/100", { ...as("reader"), method: "PUT", body: { status_id: 2 } })
        .status,
      403,
    );
  });

  for (const wrongStoreHash of [401, 403, 404] as const) {
    it(`another store's hash gets ${wrongStoreHash}, by switch`, () => {
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

  it("header names are case-insensitive", () => {
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
    it(`the body of a rejected request is ${kind} on V2 paths, by switch`, () => {
      const { request } = aStore({ behaviour: { gatewayErrors: kind } });
      assert.match(request("/v2/orders", as("wrong")).body, body);
    });
  }
});

describe("Content negotiation", () => {
  const withAccept = (accept: string | undefined) => ({ headers: { Accept: accept } });

  for (const accept of [undefined, "*/*", "application/xml"]) {
    it(`V2 returns 406 for ${accept ?? "no"} Accept`, () => {
      assert.equal(aStore({ orders: 1 }).request("/v2/orders", withAccept(accept)).status, 406);
    });
  }

  it("V2 returns XML instead, by switch", () => {
    const { request } = aStore({ orders: 1, behaviour: { withoutAccept: "xml" } });
    const { status, headers, body } = request("/v2/orders", withAccept(undefined));
    assert.deepEqual([status, headers["content-type"]], [200, "application/xml"]);
    assert.match(body, /^<result><item><id>100<\/id>/);
  });

  it("XML escapes text that shoppers wrote", () => {
    const shop = aStore({ orders: 1, behaviour: { withoutAccept: "xml" } });
    shop.store.edit(100, { customer_message: "<script>&" });
    assert.match(
      shop.request("/v2/orders/100", withAccept(undefined)).body,
      /<customer_message>&lt;script&gt;&amp;</,
    );
  });

  it("V3 returns JSON to clients with a wildcard Accept", () => {
    assert.equal(aStore().request("/v3/hooks", withAccept("*/*")).status, 200);
    assert.equal(aStore().request("/v3/hooks", withAccept("text/html")).status, 406);
  });

  it("a body without a JSON content type gets 415", () => {
    const options = {
      method: "PUT",
      body: { status_id: 9 },
      headers: { "Content-Type": "text/plain" },
    };
    assert.equal(aStore({ orders: 1 }).request("/v2/orders/100", options).status, 415);
  });
});
