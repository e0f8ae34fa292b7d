import assert from "node:assert/strict";
import { standardQuota } from "../../simulator/api/quota";
import { aStore, type JsonResponse, type StoreUnderTest } from "./aStore";

const rate = ({ headers }: JsonResponse): (string | undefined)[] =>
  ["time-window-ms", "time-reset-ms", "requests-quota", "requests-left"].map(
    (name) => headers[`x-rate-limit-${name}`],
  );

const repeat = ({ request }: StoreUnderTest, times: number): JsonResponse[] =>
  Array.from({ length: times }, () => request("/v2/orders/100"));

describe("The quota", () => {
  it("every response has the four headers, errors and 204 included", () => {
    const { request } = aStore({ orders: 1 });
    for (const path of [
      "/v2/orders",
      "/v2/orders?page=9",
      "/v2/orders/9",
      "/v2/orders?limit=999",
      "/v3/hooks",
      "/v3/hooks/1",
    ]) {
      assert.ok(
        rate(request(path)).every((value) => /^\d+$/.test(value ?? "")),
        path,
      );
    }
    assert.equal(
      rate(request("/v2/orders", { headers: { "X-Auth-Token": "wrong" } })).filter(Boolean).length,
      4,
    );
  });

  it("150 requests pass in a window of 30 s, and the 151st gets 429 with the headers", async () => {
    const shop = aStore({ orders: 1, quota: standardQuota });
    await shop.clock.advance(10_000);
    const responses = repeat(shop, 151);
    assert.ok(responses.slice(0, 150).every(({ status }) => status === 200));
    assert.equal(responses[150]?.status, 429);
    assert.deepEqual(rate(responses[0] as JsonResponse), ["30000", "20000", "150", "149"]);
    assert.deepEqual(rate(responses[150]), ["30000", "20000", "150", "0"]);
    assert.equal(responses[150]?.headers["x-retry-after"], undefined);
  });

  it("the window is fixed: at its end the quota is full again", async () => {
    const shop = aStore({ orders: 1, quota: standardQuota });
    await shop.clock.advance(29_000);
    repeat(shop, 150);
    await shop.clock.advance(999);
    assert.equal(shop.request("/v2/orders/100").status, 429);
    await shop.clock.advance(1);
    assert.deepEqual(
      [shop.request("/v2/orders/100").status, shop.store.quota.remaining()],
      [200, 149],
    );
  });

  it("a throttled request costs no quota and changes nothing", () => {
    const shop = aStore({ orders: 1, quota: { requests: 1, windowMs: 30_000 } });
    const [before] = shop.store.orders();
    shop.request("/v2/orders/100");
    assert.equal(
      shop.request("/v2/orders/100", { method: "PUT", body: { status_id: 5 } }).status,
      429,
    );
    assert.deepEqual(shop.store.orders(), [before]);
    assert.equal(shop.store.quota.remaining(), 0);
  });

  it("429 has none of the headers, by switch, as when the platform is overloaded", () => {
    const shop = aStore({ orders: 1, quota: { requests: 1, windowMs: 30_000, refusal: "bare" } });
    const [, throttled] = repeat(shop, 2);
    assert.equal(throttled?.status, 429);
    assert.deepEqual(
      Object.keys(throttled?.headers ?? {}).filter((name) => name.startsWith("x-")),
      [],
    );
  });

  it("429 has the seconds to wait in X-Retry-After, by switch", async () => {
    const shop = aStore({
      orders: 1,
      quota: { requests: 1, windowMs: 30_000, refusal: "retryAfter" },
    });
    await shop.clock.advance(12_500);
    const [, throttled] = repeat(shop, 2);
    assert.equal(throttled?.headers["x-retry-after"], "18");
    assert.equal(rate(throttled).filter(Boolean).length, 4);
  });

  it("a noisy neighbour consumes the same quota over time", async () => {
    const shop = aStore({ orders: 1, quota: { ...standardQuota, neighbourRequestsPerSecond: 4 } });
    assert.equal(shop.store.quota.remaining(), 150);
    await shop.clock.advance(15_000);
    assert.equal(shop.store.quota.remaining(), 90);
    assert.equal(repeat(shop, 91).at(-1)?.status, 429);
    await shop.clock.advance(15_000);
    assert.equal(shop.store.quota.remaining(), 150);
  });

  it("the quota can change while the store runs", () => {
    const shop = aStore({ orders: 1, quota: standardQuota });
    shop.store.quota.change({ requests: 2 });
    assert.deepEqual(
      repeat(shop, 3).map(({ status }) => status),
      [200, 200, 429],
    );
  });

  it("more requests in flight than the cap get 429, by switch", async () => {
    const shop = aStore({ orders: 1, latencyMs: 80, quota: { ...standardQuota, concurrent: 3 } });
    assert.deepEqual(
      repeat(shop, 4).map(({ status }) => status),
      [200, 200, 200, 429],
    );
    await shop.clock.advance(80);
    assert.equal(shop.request("/v2/orders/100").status, 200);
  });
});
