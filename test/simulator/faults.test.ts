import assert from "node:assert/strict";
import { aStore, token } from "./aStore";

const order = "/v2/orders/100";

describe("Faults", () => {
  for (const status of [500, 502, 503, 504, 507]) {
    it(`${status} replaces one response, and the request has no effect`, () => {
      const { store, request } = aStore({ orders: 1 });
      store.injectFault({ fault: { kind: "status", status }, times: 1 });
      const before = store.history(100);
      assert.equal(request(order, { method: "PUT", body: { status_id: 5 } }).status, status);
      assert.deepEqual(store.history(100), before);
      assert.equal(request(order).status, 200);
    });
  }

  it("an order that cannot be rendered breaks every list that contains it, and no other", () => {
    const { store, request } = aStore({ orders: 3 });
    store.injectFault({
      fault: { kind: "status", status: 500 },
      orderId: 101,
      path: "^/v2/orders\\?",
    });
    const statuses = ["limit=3", "limit=1", "min_id=102", "max_id=101", "status_id=99"].map(
      (query) => request(`/v2/orders?${query}`).status,
    );
    assert.deepEqual(statuses, [500, 200, 200, 500, 204]);
    assert.equal(request("/v2/orders/101").status, 200);
    store.injectFault({ fault: { kind: "status", status: 504 }, orderId: 101 });
    assert.deepEqual(
      ["/v2/orders/101", "/v2/orders/102"].map((path) => request(path).status),
      [504, 200],
    );
  });

  it("an error can be a proxy's HTML page", () => {
    const { store, request } = aStore({ orders: 1 });
    store.injectFault({ fault: { kind: "status", status: 502, html: true }, times: 1 });
    const { headers, body } = request(order);
    assert.equal(headers["content-type"], "text/html");
    assert.match(body, /^<html>/);
  });

  it("an overload returns 429 without rate-limit headers, whatever the quota", () => {
    const { store, request } = aStore({ orders: 1 });
    store.injectFault({ fault: { kind: "overload" }, times: 1 });
    const { status, headers } = request(order);
    assert.equal(status, 429);
    assert.ok(!Object.keys(headers).some((name) => name.startsWith("x-")));
  });

  it("a response has other headers, alone or with a status", () => {
    const { store, request } = aStore({ orders: 1 });
    const headers = { "retry-after": "30" };
    store.injectFault({ fault: { kind: "headers", headers }, times: 1 });
    store.injectFault({ fault: { kind: "status", status: 503, headers }, times: 1 });
    const [usual, refused] = [request(order), request(order)];
    assert.deepEqual([usual.status, refused.status], [200, 503]);
    assert.deepEqual([usual.headers["retry-after"], refused.headers["retry-after"]], ["30", "30"]);
    assert.equal(request(order).headers["retry-after"], undefined);
  });

  it("a truncated response holds half of the JSON", () => {
    const { store, request } = aStore({ orders: 1 });
    store.injectFault({ fault: { kind: "truncate" }, times: 1 });
    const truncated = request(order);
    assert.deepEqual([truncated.status, truncated.networkFault], [200, "truncate"]);
    assert.throws(() => void JSON.parse(truncated.body));
    assert.ok(request(order).body.startsWith(truncated.body));
  });

  it("a slow response arrives after its delay", async () => {
    const { store, clock } = aStore({ orders: 1 });
    store.injectFault({ fault: { kind: "slow", ms: 5000 } });
    const path = "/stores/abc123/v2/orders/100";
    const call = store.call({
      method: "GET",
      path,
      headers: { "X-Auth-Token": token, Accept: "application/json" },
    });
    let hasArrived = false;
    void call.then(() => (hasArrived = true));
    await clock.advance(4999);
    assert.equal(hasArrived, false);
    await clock.advance(1);
    assert.equal((await call).status, 200);
  });

  for (const kind of ["reset", "hang"] as const) {
    it(`a ${kind} rejects the call, and the request has no effect`, async () => {
      const { store, clock } = aStore({ orders: 1 });
      store.injectFault({ fault: { kind }, times: 1 });
      const headers = {
        "X-Auth-Token": token,
        Accept: "application/json",
        "Content-Type": "application/json",
      };
      const call = store.call({
        method: "PUT",
        path: "/stores/abc123/v2/orders/100",
        headers,
        body: '{"status_id":5}',
      });
      const rejected = assert.rejects(call, { code: "ECONNRESET" });
      await clock.advance(kind === "hang" ? 300_000 : 0);
      await rejected;
      assert.notEqual(store.order(100)?.status_id, 5);
    });
  }

  it("with afterEffect a write takes effect although its response is lost", () => {
    const { store, request } = aStore({ orders: 1 });
    store.injectFault({
      fault: { kind: "status", status: 504 },
      method: "PUT",
      times: 1,
      afterEffect: true,
    });
    assert.equal(request(order, { method: "PUT", body: { status_id: 5 } }).status, 504);
    assert.equal(store.order(100)?.status_id, 5);
  });

  it("a rotated token gets 401, and the new token is accepted", () => {
    const { store, request } = aStore({ orders: 1 });
    assert.equal(request(order).status, 200);
    store.rotateToken("new");
    assert.equal(request(order).status, 401);
    assert.equal(request(order, { headers: { "X-Auth-Token": "new" } }).status, 200);
    assert.equal(store.token(), "new");
  });

  it("an outage returns 503 for its 48 hours", async () => {
    const { store, request, clock } = aStore({ orders: 1 });
    store.outage(48);
    await clock.advance(48 * 3_600_000 - 1);
    assert.equal(request(order).status, 503);
    await clock.advance(1);
    assert.equal(request(order).status, 200);
  });

  it("a rule matches method and path, skips some requests, fails some, and can be disarmed", () => {
    const { store, request } = aStore({ orders: 2 });
    const disarm = store.injectFault({
      fault: { kind: "status", status: 500 },
      method: "GET",
      path: "^/v2/orders/100$",
      after: 1,
      times: 2,
    });
    const seen = (): number[] =>
      [request(order), request("/v2/orders/101"), request(order, { method: "PUT", body: {} })].map(
        ({ status }) => status,
      );
    assert.deepEqual(
      [seen(), seen(), seen(), seen()],
      [
        [200, 200, 200],
        [500, 200, 200],
        [500, 200, 200],
        [200, 200, 200],
      ],
    );
    store.injectFault({ fault: { kind: "status", status: 500 } });
    store.faults.clear();
    disarm();
    assert.equal(request(order).status, 200);
  });

  it("with the same seed the same requests fail", () => {
    const run = (seed: number): string => {
      const { store, request } = aStore({ orders: 1, seed });
      store.injectFault({ fault: { kind: "status", status: 500 }, chance: 0.3 });
      return Array.from({ length: 200 }, () => (request(order).status === 500 ? "x" : ".")).join(
        "",
      );
    };
    assert.equal(run(1), run(1));
    assert.notEqual(run(1), run(2));
    assert.ok(Math.abs(run(1).replaceAll(".", "").length - 60) < 25);
  });
});
