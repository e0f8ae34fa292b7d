import assert from "node:assert/strict";
import { createServer } from "node:http";
import { listenOnLoopback } from "../../local/services/httpServer";
import { openExternalStore } from "../../local/start/externalStore";
import type { Store } from "../../local/start/store";
import { startStoreServer, type StoreServer } from "../../simulator/storeServer";

const hash = "abc123";
const token = "token";

describe("openExternalStore", () => {
  let server: StoreServer;
  let store: Store;
  before(async () => {
    server = await startStoreServer({ hash, token, orders: 400, seed: 5 });
    store = await openExternalStore({ url: server.url, hash, token, acknowledge: "plan" });
  });
  after(async () => {
    await store.close();
    await server.close();
  });
  const query = { newStatuses: [7, 10, 11], completedSince: new Date(Date.now() - 60_000) };
  const fetchThrough = (path: string, init: RequestInit = {}) =>
    fetch(`${store.apiUrl}/stores/${hash}/v2/${path}`, {
      ...init,
      headers: {
        "X-Auth-Token": token,
        Accept: "application/json",
        "Content-Type": "application/json",
      },
    });

  it("reads orders in new statuses, and of Completed only recent ones", async () => {
    const all = server.store.orders();
    const orders = await store.orders(query);
    const open = all.filter(({ status_id }) => status_id === 7 || status_id === 11);
    const completed = orders.filter(({ statusId }) => statusId === 10);
    assert.equal(orders.length - completed.length, open.length);
    assert.ok(completed.length < all.filter(({ status_id }) => status_id === 10).length);
  });

  it("takes at most eight requests, however many orders are completed", async () => {
    const before = server.store.requests().total;
    await store.orders(query);
    assert.ok(server.store.requests().total - before <= 8);
  });

  it("reads orders by id, whatever their status is by then", async () => {
    const [first] = await store.orders(query);
    assert.ok(first);
    server.store.setStatus(first.id, 5);
    const [again] = await store.ordersById([first.id]);
    assert.deepEqual(again, { ...first, statusId: 5, status: "Cancelled" });
  });

  it("counts the orders of the store", async () => {
    assert.equal(await store.orderCount(), 400);
  });

  it("forwards and counts the service's reads, and blocks its writes in a dry run", async () => {
    const before = store.requests();
    assert.equal((await fetchThrough("orders/100")).status, 200);
    const status = server.store.order(100)?.status_id;
    const put = { method: "PUT", body: JSON.stringify({ status_id: 2 }) };
    assert.equal((await fetchThrough("orders/100", put)).status, 403);
    assert.equal(server.store.order(100)?.status_id, status);
    assert.equal(store.requests() - before, 2);
    assert.ok(store.writtenIds().has(100));
  });

  it("fails with the status when the store rejects the token", async () => {
    const url = server.url;
    const locked = await openExternalStore({ url, hash, token: "wrong", acknowledge: "plan" });
    await assert.rejects(locked.orderCount(), /responded 401 to a request for orders/);
    await locked.close();
  });

  it("sends its token to no other address, wherever the store redirects", async () => {
    const receivedTokens: unknown[] = [];
    const elsewhere = await listenOnLoopback(
      createServer(({ headers }, response) => {
        receivedTokens.push(headers["x-auth-token"]);
        response.end("[]");
      }),
    );
    const sending = await listenOnLoopback(
      createServer(({ url }, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}${url}` }).end();
      }),
    );
    const url = `http://127.0.0.1:${sending.port}`;
    const moved = await openExternalStore({ url, hash, token, acknowledge: "plan" });
    try {
      await assert.rejects(moved.orderCount(), /responded 302 to a request for orders/);
      const headers = { "X-Auth-Token": token };
      const answer = await fetch(`${moved.apiUrl}/orders`, { headers, redirect: "manual" });
      assert.deepEqual([answer.status, receivedTokens], [302, []]);
    } finally {
      await Promise.all([moved.close(), sending.stop(), elsewhere.stop()]);
    }
  });
});
