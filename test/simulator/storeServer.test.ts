import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { manualClock } from "../../simulator/clock";
import {
  startStoreServer,
  type StoreServer,
  type StoreServerOptions,
} from "../../simulator/storeServer";
import { type Fields, storeHash, token } from "./aStore";

const headers = {
  "X-Auth-Token": token,
  Accept: "application/json",
  "Content-Type": "application/json",
};

describe("storeServer", () => {
  const open: StoreServer[] = [];

  const start = async (options: Partial<StoreServerOptions> = {}): Promise<StoreServer> => {
    const server = await startStoreServer({ hash: storeHash, token, seed: 7, ...options });
    open.push(server);
    return server;
  };

  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()));
  });

  const api = (server: StoreServer, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.url}/stores/${storeHash}${path}`, { headers, ...init });

  it("returns over HTTP the same as in process", async () => {
    const server = await start({
      orders: 20,
      clock: manualClock(),
      linkBase: "http://links.example.com",
    });
    for (const path of [
      "/v2/orders?limit=3",
      "/v2/orders/100",
      "/v2/orders?page=9",
      "/v2/orders/9",
      "/v2/orders?limit=251",
      "/v3/hooks",
      "/v2/nothing",
    ]) {
      const inProcess = server.store.handle({
        method: "GET",
        path: `/stores/${storeHash}${path}`,
        headers,
      });
      const response = await api(server, path);
      assert.deepEqual(
        [response.status, await response.text()],
        [inProcess.status, inProcess.body],
        path,
      );
      assert.equal(response.headers.get("date"), inProcess.headers["date"]);
      assert.equal(response.headers.get("x-rate-limit-requests-quota"), "150");
      assert.equal(response.headers.get("content-type"), inProcess.headers["content-type"] ?? null);
    }
  });

  it("sends no date where the store sends none, though Node would add one", async () => {
    const server = await start({ behaviour: { dateHeader: "absent" } });
    const response = await api(server, "/v2/orders");
    assert.deepEqual([response.status, response.headers.get("date")], [204, null]);
  });

  it("sets the links in orders to its own URL, so that clients can follow them", async () => {
    const server = await start({ orders: 1 });
    const order = (await (await api(server, "/v2/orders/100")).json()) as {
      products: { url: string };
    };
    assert.ok(order.products.url.startsWith(server.url));
    assert.equal((await fetch(order.products.url, { headers })).status, 200);
  });

  it("applies resets, truncations, hangs and delays", async () => {
    const server = await start({ orders: 1 });
    server.store.injectFault({ fault: { kind: "reset" }, times: 1 });
    await assert.rejects(api(server, "/v2/orders/100"));
    server.store.injectFault({ fault: { kind: "truncate" }, times: 1 });
    await assert.rejects(async () => (await api(server, "/v2/orders/100")).json());
    server.store.injectFault({ fault: { kind: "cut" }, times: 1 });
    await assert.rejects(async () => (await api(server, "/v2/orders/100")).text());
    server.store.injectFault({ fault: { kind: "byteOrderMark" }, times: 1 });
    const marked = await (await api(server, "/v2/orders/100")).arrayBuffer();
    assert.deepEqual([...new Uint8Array(marked).slice(0, 3)], [0xef, 0xbb, 0xbf]);
    server.store.injectFault({ fault: { kind: "hang" }, times: 1 });
    await assert.rejects(api(server, "/v2/orders/100", { signal: AbortSignal.timeout(50) }));
    server.store.injectFault({ fault: { kind: "slow", ms: 60 }, times: 1 });
    const begun = performance.now();
    assert.equal((await api(server, "/v2/orders/100")).status, 200);
    assert.ok(performance.now() - begun >= 55);
  });

  it("delivers webhooks over HTTP with the hook's headers", async () => {
    const received: { headers: http.IncomingHttpHeaders; body: string }[] = [];
    const receiver = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response.end();
      });
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const server = await start();
    const destination = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/cart-converted`;
    await api(server, "/v3/hooks", {
      method: "POST",
      body: JSON.stringify({
        scope: "store/cart/converted",
        destination,
        headers: { "X-Webhook-Secret": "shh" },
      }),
    });
    const { id } = server.store.place({ kind: "digital" });
    await server.store.settled();
    receiver.close();
    assert.equal(received[0]?.headers["x-webhook-secret"], "shh");
    assert.equal((JSON.parse(received[0]?.body ?? "{}") as { data: Fields }).data["orderId"], id);
    assert.equal(server.store.deliveries()[0]?.state, "delivered");
  });

  it("records an unreachable receiver as a failed attempt", async () => {
    const server = await start();
    const body = JSON.stringify({
      scope: "store/cart/converted",
      destination: "http://127.0.0.1:9/",
    });
    await api(server, "/v3/hooks", { method: "POST", body });
    server.store.place();
    await server.store.settled();
    const [delivery] = server.store.deliveries();
    assert.deepEqual(
      [delivery?.state, typeof delivery?.attempts[0]?.result],
      ["pending", "string"],
    );
  });

  it("fails an attempt that takes longer than the callback timeout, by switch", async () => {
    const receiver = http.createServer(() => undefined);
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const server = await start({ behaviour: { callbackTimeoutMs: 30 } });
    const destination = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    await api(server, "/v3/hooks", {
      method: "POST",
      body: JSON.stringify({ scope: "store/cart/converted", destination }),
    });
    server.store.place();
    await server.store.settled();
    receiver.closeAllConnections();
    receiver.close();
    assert.equal(server.store.deliveries()[0]?.attempts[0]?.result, "No response within 30 ms");
  });

  describe("the control API", () => {
    const control = (
      server: StoreServer,
      path: string,
      init: RequestInit = {},
    ): Promise<Response> => fetch(`${server.url}/_simulator/${path}`, init);
    const post = (server: StoreServer, path: string, body?: unknown): Promise<Response> =>
      control(server, path, {
        method: "POST",
        body: body === undefined ? undefined : JSON.stringify(body),
      });

    it("places an order, with or without options", async () => {
      const server = await start({ orders: 2 });
      const plain = await post(server, "orders");
      assert.deepEqual([plain.status, ((await plain.json()) as Fields)["id"]], [201, 102]);
      assert.equal((await post(server, "orders", { kind: "digital" })).status, 201);
      const order = (await (await control(server, "orders/103")).json()) as Fields;
      assert.deepEqual([order["status_id"], order["order_is_digital"]], [10, true]);
    });

    it("names the invalid option", async () => {
      const server = await start();
      for (const body of [{ kind: "car" }, { lines: -1 }, { size: 3 }, { statusId: 15 }, []]) {
        const response = await post(server, "orders", body);
        assert.equal(response.status, 400);
        assert.match(((await response.json()) as { message: string }).message, /invalid|Expected/);
      }
      assert.equal(server.store.size(), 0);
      assert.equal((await control(server, "orders", { method: "POST", body: "{" })).status, 400);
    });

    it("returns orders with their history, requests, deliveries, hooks, mails, quota and memory", async () => {
      const server = await start({ orders: 2 });
      await api(server, "/v2/orders");
      const read = async (noun: string): Promise<unknown> => (await control(server, noun)).json();
      const [order] = (await read("orders")) as Fields[];
      assert.equal((order?.["statusHistory"] as Fields[])[0]?.["from"], null);
      assert.deepEqual(await read("requests"), {
        total: 1,
        byRoute: { "GET /v2/orders": 1 },
        byStatus: { "200": 1 },
      });
      for (const noun of ["deliveries", "hooks", "mails"]) assert.deepEqual(await read(noun), []);
      assert.equal(((await read("quota")) as Fields)["left"], 149);
      assert.equal(typeof ((await read("memory")) as Fields)["rss"], "number");
    });

    it("sets a status as staff does, and only an existing status", async () => {
      const server = await start({ orders: 1 });
      assert.equal((await post(server, "orders/100/status", { status_id: 5 })).status, 200);
      assert.equal(server.store.order(100)?.statusHistory.at(-1)?.by, "staff");
      assert.equal((await post(server, "orders/100/status", { status_id: 99 })).status, 400);
      assert.equal((await post(server, "orders/999/status", { status_id: 5 })).status, 404);
    });

    it("arms faults and disarms them", async () => {
      const server = await start({ orders: 1 });
      assert.equal(
        (await post(server, "faults", { fault: { kind: "status", status: 503 } })).status,
        201,
      );
      assert.equal((await api(server, "/v2/orders")).status, 503);
      assert.equal((await control(server, "faults", { method: "DELETE" })).status, 204);
      assert.equal((await api(server, "/v2/orders")).status, 200);
      assert.equal((await post(server, "faults", { fault: { kind: "earthquake" } })).status, 400);
      assert.equal(
        (await post(server, "faults", { fault: { kind: "reset" }, path: "(" })).status,
        400,
      );
    });

    it("returns 404 for unknown paths and 405 for unknown methods", async () => {
      const server = await start();
      assert.equal((await control(server, "nothing")).status, 404);
      assert.equal((await control(server, "orders/7")).status, 404);
      assert.equal((await post(server, "nothing", {})).status, 404);
      assert.equal((await control(server, "orders", { method: "PATCH" })).status, 405);
    });

    it("costs no quota and is not counted as a request", async () => {
      const server = await start({ orders: 1 });
      await control(server, "orders");
      assert.deepEqual([server.store.quota.remaining(), server.store.requests().total], [150, 0]);
    });
  });

  describe("the page", () => {
    const page = async (server: StoreServer, query = ""): Promise<string> =>
      (await fetch(`${server.url}/_simulator/${query}`)).text();

    it("shows orders with their history, hooks, deliveries, requests and the remaining quota", async () => {
      const server = await start({ orders: 3, clock: manualClock(), sendWebhook: async () => 200 });
      await api(server, "/v3/hooks", {
        method: "POST",
        body: JSON.stringify({
          scope: "store/cart/converted",
          destination: "https://receiver.example.com/",
        }),
      });
      server.store.place();
      const text = await page(server);
      for (const expected of [
        "Incomplete",
        "Awaiting Fulfillment",
        "https://receiver.example.com/",
        "store/cart/converted",
        "/v3/hooks",
        "149 of 150",
      ]) {
        assert.ok(text.includes(expected), expected);
      }
    });

    it("escapes all values, and loads nothing from other hosts", async () => {
      const server = await start({ orders: 1 });
      await api(server, "/v2/orders?email=<script>alert(1)</script>");
      await api(server, "/v3/hooks", {
        method: "POST",
        body: JSON.stringify({
          scope: "store/order/*",
          destination: "https://a.example.com/<img>",
        }),
      });
      const text = await page(server);
      assert.ok(!/<script|<img|src=|@import|url\(/.test(text));
      assert.ok(text.includes("&lt;img&gt;"));
    });

    it("shows a hundred orders at a time, newest first", async () => {
      const server = await start({ orders: 250 });
      const rows = (text: string): string[] =>
        [...text.matchAll(/href="orders\/(\d+)"/g)].map(([, id]) => id ?? "");
      assert.deepEqual(
        [rows(await page(server)).length, rows(await page(server))[0]],
        [100, "349"],
      );
      assert.equal(rows(await page(server, "?page=3")).at(-1), "100");
    });

    it("is also served without the trailing slash", async () => {
      const server = await start();
      const response = await fetch(`${server.url}/_simulator`);
      assert.deepEqual(
        [response.status, response.headers.get("content-type")],
        [200, "text/html; charset=utf-8"],
      );
    });
  });
});
