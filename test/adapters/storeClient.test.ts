import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { HttpRequest } from "../../adapters/httpTransport";
import { storeClient, type StoreClientSettings } from "../../adapters/storeClient";
import type { StoreResponse } from "../../domain/storeResponse";
import { listenOnLoopback } from "../../local/services/httpServer";
import { soon, storeSettings } from "../support/aStoreClient";

const startedAt = Date.parse("2026-11-21T10:00:00.000Z");

interface Scripted {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

const reply = ({ status, text = "[]", headers = {} }: Scripted): StoreResponse => ({
  status,
  text,
  header: (name) => headers[name],
});

const quota = (left: number, resetMs = 10_000) => ({
  "x-rate-limit-requests-quota": "150",
  "x-rate-limit-requests-left": String(left),
  "x-rate-limit-time-reset-ms": String(resetMs),
});

/** A client whose store answers by script, and whose time passes only by waiting. */
const scripted = (script: readonly Scripted[], over: Partial<StoreClientSettings> = {}) => {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const answers = [...script];
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
        const next = answers.shift();
        if (!next) throw new Error("The script is at its end");
        return reply(next);
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
      },
    ]);
  });

  it("sends the client id only to stores that need it", async () => {
    const { client, sent } = scripted([{ status: 200 }], { clientId: "old-account" });
    await client.sendWithRetry(get);
    assert.equal(sent[0]?.headers["X-Auth-Client"], "old-account");
  });

  it("puts a body as JSON", async () => {
    const { client, sent } = scripted([{ status: 200, text: "{}" }]);
    await client.sendOnce(put, later);
    assert.equal(sent[0]?.body, '{"status_id":9}');
    assert.equal(sent[0]?.headers["Content-Type"], "application/json");
  });

  it("waits out a 429 as long as it asks, and asks again", async () => {
    const { client, waits } = scripted([
      { status: 429, headers: { "x-rate-limit-time-reset-ms": "7000" } },
      { status: 200 },
    ]);
    await client.sendWithRetry(get);
    assert.deepEqual(waits, [7_000]);
  });

  it("gives up at once, with the delay, on a 429 whose wait would end after the deadline", async () => {
    const headers = { "x-rate-limit-time-reset-ms": "59500" };
    const { client, waits } = scripted([{ status: 429, headers }]);
    const failure = { code: "store.throttled", retryAfterMs: 59_500 };
    await assert.rejects(client.sendWithRetry(get), failure);
    assert.deepEqual(waits, []);
  });

  it("backs off from 5xx and lost connections a few times, and then gives up", async () => {
    const { client, sent, waits } = scripted([{ status: 500 }, { status: 503 }, { status: 502 }]);
    await assert.rejects(client.sendWithRetry(get), { code: "store.unavailable" });
    assert.equal(sent.length, 4);
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);
  });

  for (const status of [400, 409, 422, 501]) {
    it(`does not repeat what was answered ${status}`, async () => {
      const { client, sent } = scripted([{ status }]);
      await assert.rejects(client.sendWithRetry(get), { code: "store.rejected" });
      assert.equal(sent.length, 1);
    });
  }

  it("reads the token anew once when it is refused, and stops when it is refused again", async () => {
    const asked: (boolean | undefined)[] = [];
    const token: StoreClientSettings["token"] = async ({ fresh } = {}) => {
      asked.push(fresh);
      return fresh ? "rotated" : "token";
    };
    const rotated = scripted([{ status: 401 }, { status: 200 }], { token });
    await rotated.client.sendWithRetry(get);
    assert.deepEqual(asked, [false, true]);
    assert.equal(rotated.sent[1]?.headers["X-Auth-Token"], "rotated");

    const refused = scripted([{ status: 401 }, { status: 401 }]);
    await assert.rejects(refused.client.sendWithRetry(get), { code: "store.unauthorized" });
    assert.equal(refused.sent.length, 2);
  });

  it("keeps the reserve also when a refused token is to be tried anew", async () => {
    const { client, sent, waits } = scripted([
      { status: 401, headers: quota(10, 5_000) },
      { status: 200 },
    ]);
    await client.sendWithRetry(get);
    assert.deepEqual([sent.length, waits], [2, [5_000]]);
  });

  it("holds back to the window's end when only the reserve is left", async () => {
    const { client, waits } = scripted([
      { status: 200, headers: quota(15) },
      { status: 200, headers: quota(149) },
      { status: 200 },
    ]);
    for (let n = 0; n < 3; n += 1) await client.sendWithRetry(get);
    assert.deepEqual(waits, [10_000]);
  });

  it("remembers the quota from one invocation to the next", async () => {
    const answers = [reply({ status: 200, headers: quota(15) }), reply({ status: 200 })];
    const waits: number[] = [];
    const open = storeClient(
      storeSettings({
        now: () => new Date(startedAt),
        wait: async (ms) => waits.push(ms),
        transport: async () => answers.shift() ?? reply({ status: 500 }),
      }),
    );
    await open(new Date(startedAt + 60_000)).sendWithRetry(get);
    await open(new Date(startedAt + 60_000)).sendWithRetry(get);
    assert.deepEqual(waits, [10_000]);
  });

  it("never holds back a write: it fails at once instead, unsent", async () => {
    const { client, sent, waits } = scripted([{ status: 200, headers: quota(15) }]);
    await client.sendWithRetry(get);
    const failure = { code: "store.throttled", retryAfterMs: 10_000 };
    await assert.rejects(client.sendOnce(put, later), failure);
    assert.equal(sent.length, 1);
    assert.deepEqual(waits, []);
  });

  for (const status of [429, 500, 503]) {
    it(`sends a write once, whatever happens: ${status}`, async () => {
      const { client, sent } = scripted([{ status }, { status: 200 }]);
      await assert.rejects(client.sendOnce(put, later));
      assert.equal(sent.length, 1);
    });
  }

  for (const [status, code] of [
    [429, "store.throttled"],
    [503, "store.unavailable"],
  ] as const) {
    it(`leaves a store alone that answered a write ${status}, before it reads again`, async () => {
      const { client, sent, waits } = scripted([{ status }, { status: 200 }]);
      await assert.rejects(client.sendOnce(put, later), { code });
      await assert.rejects(client.sendOnce(put, later), { code });
      assert.equal(sent.length, 1);
      await client.sendWithRetry(get);
      assert.deepEqual(waits, [1_000]);
    });
  }

  it("sends no write whose reading grew old while the token was read", async () => {
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

  it("sends a write no second time when its token is refused, and the next one with it read anew", async () => {
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

  it("sends nothing that could not be answered before the deadline", async () => {
    const { client } = scripted([], { now: () => new Date(startedAt + 59_500) });
    await assert.rejects(client.sendWithRetry(get), { code: "deadline.exceeded" });
  });

  it("gives a request no more time than is left", async () => {
    const { client, sent } = scripted([{ status: 200 }], {
      now: () => new Date(startedAt + 56_000),
    });
    await client.sendWithRetry(get);
    assert.equal(sent[0]?.timeoutMs, 4_000);
  });

  it("dates an answer by when its request went out, after all waiting", async () => {
    const { client } = scripted([{ status: 503 }, { status: 200 }]);
    const { sentAt } = await client.sendWithRetry(get);
    assert.equal(sentAt.getTime(), startedAt + 1_000);
  });

  describe("asked for room", () => {
    it("knows no bound before the first answer", async () => {
      const { client, waits } = scripted([]);
      assert.equal(await client.awaitBudget(), Infinity);
      assert.deepEqual(waits, []);
    });

    it("waits for the window's end when there is none, and then has the new window's", async () => {
      const { client, waits } = scripted([{ status: 200, headers: quota(17) }]);
      await client.sendWithRetry(get);
      const room = await client.awaitBudget();
      assert.deepEqual(waits, [10_000]);
      assert.ok(room > 5, `room for ${room} orders`);
    });

    it("gives up at once, with the delay, when the window ends after the deadline", async () => {
      const { client, waits } = scripted([{ status: 200, headers: quota(17, 59_500) }]);
      await client.sendWithRetry(get);
      const failure = { code: "store.throttled", retryAfterMs: 59_500 };
      await assert.rejects(client.awaitBudget(), failure);
      assert.deepEqual(waits, []);
    });
  });

  it("says whether a request would have to wait, for the quota or for a store in trouble", async () => {
    const spent = scripted([
      { status: 200, headers: quota(16) },
      { status: 200, headers: quota(15) },
    ]);
    await spent.client.sendWithRetry(get);
    assert.equal(spent.client.canSendNow(), true);
    await spent.client.sendWithRetry(get);
    assert.equal(spent.client.canSendNow(), false);
    const troubled = scripted([{ status: 503 }]);
    await assert.rejects(troubled.client.sendOnce(put, later));
    assert.equal(troubled.client.canSendNow(), false);
  });

  describe("over the network", () => {
    const listening = async (answer: Parameters<typeof createServer>[1]) => {
      const { port, stop } = await listenOnLoopback(createServer(answer));
      const apiUrl = `http://127.0.0.1:${port}`;
      const client = storeClient(storeSettings({ apiUrl, wait: async () => undefined }))(soon());
      return { client, stop };
    };

    it("keeps its connection", async () => {
      const sockets = new Set<unknown>();
      const { client, stop } = await listening((request, response) => {
        sockets.add(request.socket);
        response.end("[]");
      });
      for (let n = 0; n < 3; n += 1) await client.sendWithRetry(get);
      assert.equal(sockets.size, 1);
      await stop();
    });

    it("takes a broken connection for trouble, and says nothing of the URL", async () => {
      const { client, stop } = await listening((request) => request.socket.destroy());
      await assert.rejects(client.sendWithRetry(get), {
        code: "store.unavailable",
        message: "GET /v2/orders got no response: ECONNRESET",
      });
      await stop();
    });

    it("follows no redirect, which would carry the token elsewhere", async () => {
      const { client, stop } = await listening((_request, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      });
      await assert.rejects(client.sendWithRetry(get), { code: "store.unavailable" });
      await stop();
    });
  });
});
