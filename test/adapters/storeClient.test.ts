import assert from "node:assert/strict";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import type { HttpRequest } from "../../adapters/httpTransport";
import { storeClient, type StoreClientSettings } from "../../adapters/storeClient";
import type { Failure } from "../../domain/failure";
import { maxResponseBytes } from "../../domain/sizeLimits";
import type { StoreResponse } from "../../domain/storeResponse";
import { listenOnLoopback } from "../../local/services/httpServer";
import { soon, storeSettings } from "../support/aStoreClient";

const startedAt = Date.parse("2026-11-21T10:00:00.000Z");

interface Scripted {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

const respond = ({ status, text = "[]", headers = {} }: Scripted): StoreResponse => ({
  status,
  text,
  header: (name) => headers[name],
});

const quota = (left: number, resetMs = 10_000) => ({
  "x-rate-limit-requests-quota": "150",
  "x-rate-limit-requests-left": String(left),
  "x-rate-limit-time-reset-ms": String(resetMs),
});

/** A client whose store responds by script, and whose time passes only by waiting. */
const scripted = (script: readonly Scripted[], over: Partial<StoreClientSettings> = {}) => {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const responses = [...script];
  let now = startedAt;
  const openClient = storeClient(
    storeSettings({
      now: () => new Date(now),
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
      transport: async (request) => {
        sent.push(request);
        const next = responses.shift();
        if (!next) throw new Error("The script is at its end");
        return respond(next);
      },
      ...over,
    }),
  );
  const client = openClient(new Date(startedAt + 60_000));
  return { client, sent, waits };
};

const get = { method: "GET", path: "/v2/orders", query: "?limit=250" } as const;
const later = new Date(startedAt + 60_000);
const put = { method: "PUT", path: "/v2/orders/7", body: { status_id: 9 } } as const;

describe("storeClient", () => {
  it("sends credentials and Accept with every request, and the token in no URL", async () => {
    const { client, sent } = scripted([{ status: 200 }]);
    await client.sendWithRetry(get);
    assert.deepEqual(sent, [
      {
        method: "GET",
        url: "http://store.invalid/stores/abc123/v2/orders?limit=250",
        headers: { Accept: "application/json", "X-Auth-Token": "token" },
        body: undefined,
        timeoutMs: 15_000,
        maxBytes: maxResponseBytes,
      },
    ]);
  });

  it("sends the client id only where one is set", async () => {
    const { client, sent } = scripted([{ status: 200 }], { clientId: "old-account" });
    await client.sendWithRetry(get);
    assert.equal(sent[0]?.headers["X-Auth-Client"], "old-account");
  });

  it("sends a body as JSON", async () => {
    const { client, sent } = scripted([{ status: 200, text: "{}" }]);
    await client.sendOnce(put, later);
    assert.equal(sent[0]?.body, '{"status_id":9}');
    assert.equal(sent[0]?.headers["Content-Type"], "application/json");
  });

  it("sends a probe once, and again only where the quota refused it", async () => {
    const throttled = { status: 429, headers: { "x-retry-after": "3" } };
    const { client, sent, waits } = scripted([throttled, { status: 500 }, { status: 200 }]);
    await assert.rejects(client.sendWithRetry({ ...get, probe: { failures: 2 } }), {
      code: "store.unavailable",
    });
    assert.equal(sent.length, 2);
    assert.deepEqual(
      sent.map(({ timeoutMs }) => timeoutMs),
      [5_000, 5_000],
    );
    await client.sendWithRetry({ ...get, probe: { failures: 3 } });
    // The wait after a third failure, beside the one that the quota asked for.
    assert.ok((waits.at(-1) ?? 0) >= 4_000, String(waits));
  });

  it("tells a request that was not sent from one that the store failed to answer", async () => {
    const pause = { status: 503, headers: { "retry-after": "600" } };
    const { client, sent } = scripted([pause]);
    const probe = { ...get, probe: { failures: 0 } };
    await assert.rejects(client.sendWithRetry(probe), (error: Failure) => !error.isUnsent);
    await assert.rejects(client.sendWithRetry(probe), { isUnsent: true });
    assert.equal(sent.length, 1);
  });

  it("waits as long as a 429 requests, and retries", async () => {
    const { client, waits } = scripted([
      { status: 429, headers: { "x-rate-limit-time-reset-ms": "7000" } },
      { status: 200 },
    ]);
    await client.sendWithRetry(get);
    assert.deepEqual(waits, [7_000]);
  });

  it("fails at once, with the delay, on a 429 whose wait exceeds the deadline", async () => {
    const headers = { "x-rate-limit-time-reset-ms": "59500" };
    const { client, waits } = scripted([{ status: 429, headers }]);
    const failure = { code: "store.throttled", retryAfterMs: 59_500 };
    await assert.rejects(client.sendWithRetry(get), failure);
    assert.deepEqual(waits, []);
  });

  it("backs off after 5xx and broken connections a few times, and then fails", async () => {
    const { client, sent, waits } = scripted([{ status: 500 }, { status: 503 }, { status: 502 }]);
    await assert.rejects(client.sendWithRetry(get), { code: "store.unavailable" });
    assert.equal(sent.length, 4);
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);
  });

  for (const status of [400, 409, 422, 501]) {
    it(`does not retry a ${status}`, async () => {
      const { client, sent } = scripted([{ status }]);
      await assert.rejects(client.sendWithRetry(get), { code: "store.rejected" });
      assert.equal(sent.length, 1);
    });
  }

  it("retries a 404 and a redirect where the store must have what is requested", async () => {
    const { client, waits } = scripted([
      { status: 404 },
      { status: 302, headers: { location: "https://maintenance.example.com/" } },
      { status: 200, text: "[7]" },
    ]);
    const { body } = await client.sendWithRetry({ ...get, isRequired: true });
    assert.deepEqual([body, waits.length], [[7], 2]);
  });

  it("returns a 404 as a result: at once where the store need not have it, else after its retries", async () => {
    const missing = scripted(Array(9).fill({ status: 404 }));
    assert.equal((await missing.client.sendWithRetry(get)).found, false);
    assert.deepEqual([missing.sent.length, missing.waits.length], [1, 0]);
    const closed = scripted(Array(9).fill({ status: 404 }));
    assert.equal((await closed.client.sendWithRetry({ ...get, isRequired: true })).found, false);
    assert.deepEqual([closed.sent.length, closed.waits.length], [4, 3]);
  });

  it("reads the token past the cache once after a 401, and fails after a second 401", async () => {
    const freshReads: (boolean | undefined)[] = [];
    const token: StoreClientSettings["token"] = async ({ fresh } = {}) => {
      freshReads.push(fresh);
      return fresh ? "rotated" : "token";
    };
    const rotated = scripted([{ status: 401 }, { status: 200 }], { token });
    await rotated.client.sendWithRetry(get);
    assert.deepEqual(freshReads, [false, true]);
    assert.equal(rotated.sent[1]?.headers["X-Auth-Token"], "rotated");

    const rejected = scripted([{ status: 401 }, { status: 401 }]);
    await assert.rejects(rejected.client.sendWithRetry(get), { code: "store.unauthorized" });
    assert.equal(rejected.sent.length, 2);
  });

  it("keeps the reserve also for the retry with a new token", async () => {
    const { client, sent, waits } = scripted([
      { status: 401, headers: quota(10, 5_000) },
      { status: 200 },
    ]);
    await client.sendWithRetry(get);
    assert.deepEqual([sent.length, waits], [2, [5_000]]);
  });

  it("waits until the window resets when only the reserve is left", async () => {
    const { client, waits } = scripted([
      { status: 200, headers: quota(15) },
      { status: 200, headers: quota(149) },
      { status: 200 },
    ]);
    for (let n = 0; n < 3; n += 1) await client.sendWithRetry(get);
    assert.deepEqual(waits, [10_000]);
  });

  it("keeps the quota estimate when a response shows none", async () => {
    const { client, waits } = scripted([
      { status: 200, headers: quota(16) },
      { status: 200 },
      { status: 200 },
    ]);
    for (let n = 0; n < 3; n += 1) await client.sendWithRetry(get);
    assert.deepEqual(waits, [10_000]);
  });

  it("keeps the quota estimate across invocations", async () => {
    const responses = [respond({ status: 200, headers: quota(15) }), respond({ status: 200 })];
    const waits: number[] = [];
    const open = storeClient(
      storeSettings({
        now: () => new Date(startedAt),
        wait: async (ms) => waits.push(ms),
        transport: async () => responses.shift() ?? respond({ status: 500 }),
      }),
    );
    await open(new Date(startedAt + 60_000)).sendWithRetry(get);
    await open(new Date(startedAt + 60_000)).sendWithRetry(get);
    assert.deepEqual(waits, [10_000]);
  });

  it("never delays a write: without quota the write fails at once, unsent", async () => {
    const { client, sent, waits } = scripted([{ status: 200, headers: quota(15) }]);
    await client.sendWithRetry(get);
    const failure = { code: "store.throttled", retryAfterMs: 10_000 };
    await assert.rejects(client.sendOnce(put, later), failure);
    assert.equal(sent.length, 1);
    assert.deepEqual(waits, []);
  });

  for (const status of [429, 500, 503]) {
    it(`never retries a write: ${status}`, async () => {
      const { client, sent } = scripted([{ status }, { status: 200 }]);
      await assert.rejects(client.sendOnce(put, later));
      assert.equal(sent.length, 1);
    });
  }

  for (const [status, code] of [
    [429, "store.throttled"],
    [503, "store.unavailable"],
  ] as const) {
    it(`cools down after a write that got a ${status}, before the next read`, async () => {
      const { client, sent, waits } = scripted([{ status }, { status: 200 }]);
      await assert.rejects(client.sendOnce(put, later), { code });
      await assert.rejects(client.sendOnce(put, later), { code });
      assert.equal(sent.length, 1);
      await client.sendWithRetry(get);
      assert.deepEqual(waits, [1_000]);
    });
  }

  it("sends no write whose read became stale while the token was read", async () => {
    let at = startedAt;
    const token = async () => {
      at += 11_000;
      return "token";
    };
    const { client, sent } = scripted([{ status: 200 }], { token, now: () => new Date(at) });
    const notAfter = new Date(startedAt + 10_000);
    await assert.rejects(client.sendOnce(put, notAfter), {
      code: "record.conflict",
      message: "PUT /v2/orders/7 was not sent: the read that it rests on is stale",
    });
    assert.equal(sent.length, 0);
  });

  it("does not retry a write after a 401, and reads the token past the cache for the next one", async () => {
    const tokens: unknown[] = [];
    const token = async (how: unknown) => String(tokens.push(how));
    const { client, sent } = scripted([{ status: 401 }, { status: 401 }], { token });
    await assert.rejects(client.sendOnce(put, later), {
      code: "record.conflict",
      message: /read again$/,
    });
    assert.equal(sent.length, 1);
    await assert.rejects(client.sendOnce(put, later), { code: "store.unauthorized" });
    assert.deepEqual(tokens, [{ fresh: false }, { fresh: true }]);
  });

  it("reads with the token past the cache after a refused write, and fails when that token is refused", async () => {
    const token = async ({ fresh = false } = {}) => (fresh ? "rotated" : "token");
    const { client, sent } = scripted([{ status: 401 }, { status: 401 }], { token });
    await assert.rejects(client.sendOnce(put, later), { code: "record.conflict" });
    await assert.rejects(client.sendWithRetry(get), { code: "store.unauthorized" });
    assert.deepEqual(
      sent.map(({ headers }) => headers["X-Auth-Token"]),
      ["token", "rotated"],
    );
  });

  it("sends no request that cannot complete before the deadline", async () => {
    const { client } = scripted([], { now: () => new Date(startedAt + 59_500) });
    await assert.rejects(client.sendWithRetry(get), { code: "deadline.exceeded" });
  });

  it("limits a request's time-out to the remaining time", async () => {
    const { client, sent } = scripted([{ status: 200 }], {
      now: () => new Date(startedAt + 56_000),
    });
    await client.sendWithRetry(get);
    assert.equal(sent[0]?.timeoutMs, 4_000);
  });

  it("dates a response by when its request was sent, after all waits", async () => {
    const { client } = scripted([{ status: 503 }, { status: 200 }]);
    const { sentAt } = await client.sendWithRetry(get);
    assert.equal(sentAt.getTime(), startedAt + 1_000);
  });

  describe("awaitBudget", () => {
    it("is unlimited before the first response", async () => {
      const { client, waits } = scripted([]);
      assert.equal(await client.awaitBudget(), Infinity);
      assert.deepEqual(waits, []);
    });

    it("waits until the window resets when the budget is used up, and returns the new one", async () => {
      const { client, waits } = scripted([{ status: 200, headers: quota(17) }]);
      await client.sendWithRetry(get);
      const budget = await client.awaitBudget();
      assert.deepEqual(waits, [10_000]);
      assert.ok(budget > 5, `a budget of ${budget} orders`);
    });

    it("fails at once, with the delay, when the window resets after the deadline", async () => {
      const { client, waits } = scripted([{ status: 200, headers: quota(17, 59_500) }]);
      await client.sendWithRetry(get);
      const failure = { code: "store.throttled", retryAfterMs: 59_500 };
      await assert.rejects(client.awaitBudget(), failure);
      assert.deepEqual(waits, []);
    });
  });

  it("returns whether a request would have to wait, for the quota or a cool-down", async () => {
    const spent = scripted([
      { status: 200, headers: quota(16) },
      { status: 200, headers: quota(15) },
    ]);
    await spent.client.sendWithRetry(get);
    assert.equal(spent.client.canSendNow(), true);
    await spent.client.sendWithRetry(get);
    assert.equal(spent.client.canSendNow(), false);
    const coolingDown = scripted([{ status: 503 }]);
    await assert.rejects(coolingDown.client.sendOnce(put, later));
    assert.equal(coolingDown.client.canSendNow(), false);
  });

  describe("over the network", () => {
    const listening = async (listener: Parameters<typeof createServer>[1]) => {
      const { port, stop } = await listenOnLoopback(createServer(listener));
      const apiUrl = `http://127.0.0.1:${port}`;
      const client = storeClient(storeSettings({ apiUrl, wait: async () => undefined }))(soon());
      return { client, stop };
    };

    it("keeps its connection alive", async () => {
      const sockets = new Set<unknown>();
      const { client, stop } = await listening((request, response) => {
        sockets.add(request.socket);
        response.end("[]");
      });
      for (let n = 0; n < 3; n += 1) await client.sendWithRetry(get);
      assert.equal(sockets.size, 1);
      await stop();
    });

    it("reports a broken connection as unavailable, without the URL", async () => {
      const { client, stop } = await listening((request) => request.socket.destroy());
      await assert.rejects(client.sendWithRetry(get), {
        code: "store.unavailable",
        message: "GET /v2/orders got no response: ECONNRESET",
      });
      await stop();
    });

    it("follows no redirect, which would send the token elsewhere", async () => {
      const { client, stop } = await listening((_request, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      });
      await assert.rejects(client.sendWithRetry(get), {
        code: "store.rejected",
        message: "GET /v2/orders was answered 302: a redirect to 127.0.0.1:1",
      });
      await stop();
    });

    it("reads no response beyond the limit, however small its compressed form", async () => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
      let requests = 0;
      const { client, stop } = await listening((_request, response) => {
        requests += 1;
        response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
      });
      const before = process.memoryUsage().arrayBuffers;
      await assert.rejects(client.sendWithRetry(get), {
        code: "payload.tooLarge",
        message: `GET /v2/orders was answered 200 with more than ${maxResponseBytes} bytes`,
      });
      const grown = process.memoryUsage().arrayBuffers - before;
      await stop();
      assert.ok(grown < 3 * maxResponseBytes, `${grown} bytes`);
      assert.equal(requests, 1);
    });

    it("reports a body that is cut short at once, not at the time-out", async () => {
      const { client, stop } = await listening((_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("[", () => response.socket?.end());
      });
      await assert.rejects(client.sendWithRetry(get), {
        code: "store.unavailable",
        message: "GET /v2/orders got no response: ECONNRESET",
      });
      await stop();
    });
  });
});
