import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { bigCommerce } from "../../adapters/bigCommerce";
import type { Transport } from "../../adapters/httpTransport";
import { listenOnLoopback } from "../../local/services/httpServer";
import { soon, storeSettings } from "../support/aStoreClient";
import { smallService } from "../support/smallService";

const standard = { requests: 150, windowMs: 30_000 };
const getOrder = "GET /v2/orders/{id}";
const failing = (status: number) => ({ fault: { kind: "status", status } }) as const;

/** Records when each request was sent. */
const sendTimes = () => {
  const sent: number[] = [];
  const record =
    (now: () => number) =>
    (toStore: Transport): Transport =>
    (request) => {
      sent.push(now());
      return toStore(request);
    };
  return { sent, record };
};

describe("defects of rate limits, retries and the HTTP client", () => {
  it("37: the wait of a 429 is kept to the millisecond when its only header is the window's reset", async () => {
    const { sent, record } = sendTimes();
    let now = () => 0;
    const service = smallService({
      store: { quota: { requests: 2, windowMs: 20_000, refusal: "headers" } },
      quotaReservePercent: 0,
      transport: record(() => now()),
    });
    now = service.clock.now;
    const opened = now();
    service.store.quota.change({ neighbourRequestsPerSecond: 100 });
    await service.clock.advance(5_000);
    service.enqueueWebhook(service.store.place().id);
    await service.process();
    const windows = new Map<number, number>();
    for (const at of sent) {
      const window = Math.floor((at - opened) / 20_000);
      windows.set(window, (windows.get(window) ?? 0) + 1);
    }
    assert.ok((service.store.requests().byStatus["429"] ?? 0) > 0);
    assert.ok(Math.max(...windows.values()) <= 3, JSON.stringify([...windows]));
  });

  it("37: the wait of each 429 is kept", async () => {
    const { sent, record } = sendTimes();
    let now = () => 0;
    const refusal = { status: 429, text: "", header: (name: string) => headers.get(name) };
    const headers = new Map([["x-rate-limit-time-reset-ms", "10000"]]);
    const service = smallService({ transport: () => record(() => now())(async () => refusal) });
    now = service.clock.now;
    service.enqueueWebhook(1);
    await service.process();
    const waits = sent.slice(1).map((at, n) => at - (sent[n] ?? 0));
    assert.deepEqual(waits, [10_000, 10_000, 10_000]);
  });

  it("37: a 429 without headers causes growing back-off", async () => {
    const { sent, record } = sendTimes();
    let now = () => 0;
    const service = smallService({ transport: record(() => now()) });
    now = service.clock.now;
    service.store.injectFault({ fault: { kind: "overload" } });
    service.enqueueWebhook(service.store.place().id);
    await service.process();
    const waits = sent.slice(1).map((at, n) => at - (sent[n] ?? 0));
    assert.ok(sent.length <= 4);
    assert.ok(
      waits.every((ms, n) => ms >= 1_000 * 2 ** n),
      String(waits),
    );
  });

  for (const status of [401, 403]) {
    it(`38: a ${status} is not retried, except once with a token read past the cache`, async () => {
      const service = smallService();
      service.store.injectFault(failing(status));
      for (const id of [1, 500, 1_000]) service.enqueueWebhook(id);
      assert.equal((await service.process()).length, 3);
      assert.equal(service.store.requests().total, 2);
      assert.equal(service.alerts.length, 1);
    });
  }

  it("38: a 404 is not retried", async () => {
    const service = smallService();
    service.enqueueWebhook(77);
    await service.process();
    assert.equal(service.store.requests().byRoute[getOrder], 1);
  });

  it("38: a 500 is retried a few times, with growing back-off", async () => {
    const { sent, record } = sendTimes();
    let now = () => 0;
    const service = smallService({ transport: record(() => now()) });
    now = service.clock.now;
    service.store.injectFault(failing(500));
    service.enqueueWebhook(77);
    await service.process();
    const waits = sent.slice(1).map((at, n) => at - (sent[n] ?? 0));
    // The last request counts the orders: is it the order, or the store?
    assert.deepEqual(waits.slice(0, 3), [1_000, 2_000, 4_000]);
    assert.equal(sent.length, 5);
  });

  for (const fault of [{ kind: "status", status: 500 }, { kind: "reset" }] as const) {
    it(`38: a status write that fails by a ${fault.kind} fault is not retried without a wait`, async () => {
      const { sent, record } = sendTimes();
      let now = () => 0;
      const service = smallService({ transport: record(() => now()) });
      now = service.clock.now;
      const { id } = service.store.place();
      service.store.injectFault({ fault, method: "PUT", times: 2 });
      service.enqueueWebhook(id);
      await service.process();
      assert.deepEqual([service.puts(), service.statusWrites(id)], [3, [9]]);
      const waits = sent.slice(1).map((at, n) => at - (sent[n] ?? 0));
      assert.deepEqual(
        waits.filter((ms) => ms > 0),
        [1_000, 1_000],
      );
    });
  }

  for (const after of [0, 1, 2, 3]) {
    it(`39: one 500 at request ${after + 1} of a poll loses no order and sends no alert`, async () => {
      const service = smallService();
      for (let n = 0; n < 20; n += 1) service.store.place();
      service.store.injectFault({ ...failing(500), after, times: 1 });
      assert.deepEqual(await service.poll(), { queued: 20 });
      assert.deepEqual(service.alerts, []);
    });
  }

  it("40: a hanging socket times out after 15 s, and its order is retried", async () => {
    const service = smallService();
    const { id } = service.store.place();
    service.store.injectFault({ fault: { kind: "hang" }, times: 1 });
    service.enqueueWebhook(id);
    const startedAt = service.clock.now();
    await service.process();
    assert.deepEqual(service.statusWrites(id), [9]);
    assert.ok(service.clock.now() - startedAt < 20_000);
  });

  describe("over the network", () => {
    const readFrom = async (
      respond: (response: ServerResponse) => void,
      deadline = soon(),
    ): Promise<unknown> => {
      const { port, stop } = await listenOnLoopback(
        createServer((_request, response) => respond(response)),
      );
      const open = bigCommerce(storeSettings({ apiUrl: `http://127.0.0.1:${port}` }));
      const outcome = await open(deadline)
        .readCoupons(7)
        .catch((problem: unknown) => problem);
      await stop();
      return outcome;
    };

    it("40: a request without a response times out before the deadline", async () => {
      const startedAt = Date.now();
      const outcome = await readFrom(() => undefined, new Date(startedAt + 1_200));
      assert.match(String(outcome), /time-out/);
      assert.ok(Date.now() - startedAt < 10_000);
    });

    it("40: a response that stops halfway times out as well", async () => {
      const startedAt = Date.now();
      const half = (response: ServerResponse) =>
        void response.writeHead(200, { "content-length": "100" }).write("[");
      assert.match(String(await readFrom(half, new Date(startedAt + 1_200))), /no response/);
      assert.ok(Date.now() - startedAt < 10_000);
    });

    const compressions = [
      ["gzip", "gzip", gzipSync],
      ["deflate", "deflate", deflateSync],
      ["deflate without a header", "deflate", deflateRawSync],
      ["brotli", "br", brotliCompressSync],
    ] as const;
    for (const [title, encoding, compress] of compressions) {
      it(`41: a response compressed by ${title} is decompressed`, async () => {
        const coupons = [{ id: 3, code: "ten" }];
        const outcome = await readFrom((response) => {
          response.writeHead(200, { "content-encoding": encoding });
          response.end(compress(JSON.stringify(coupons)));
        });
        assert.deepEqual(outcome, coupons);
      });
    }
  });

  it("42: three processors and a poll share one quota, get no 429 and keep the reserve", async () => {
    let least = Infinity;
    const recordQuota =
      (toStore: Transport): Transport =>
      async (request) => {
        const response = await toStore(request);
        least = Math.min(least, Number(response.header("x-rate-limit-requests-left")));
        return response;
      };
    const service = smallService({
      store: { orders: 400, seed: 6, quota: standard, latencyMs: 80 },
      transport: recordQuota,
    });
    await service.poll();
    await service.drainConcurrently(3);
    const { byStatus } = service.store.requests();
    assert.equal(service.puts(), 320);
    assert.equal(byStatus["429"], undefined);
    // Requests in flight when the reserve is reached use the reserve: one for each other client.
    assert.ok(least >= 15 - 2, `${least} requests left`);
    assert.deepEqual([service.alerts, service.deadLetters], [[], []]);
  });

  it("43: one poll queues 10,000 orders in one status well before its time-out", async () => {
    const service = smallService({ store: { latencyMs: 1_500, quota: standard } });
    for (let n = 0; n < 10_000; n += 1) service.store.place();
    const startedAt = service.clock.now();
    assert.deepEqual(await service.poll(), { queued: 10_000 });
    assert.ok(service.clock.now() - startedAt < 150_000);
  });

  it("43: a poll that runs out of time has queued the listed orders, fails and alerts", async () => {
    const service = smallService({ store: { latencyMs: 14_000 } });
    for (let n = 0; n < 6_000; n += 1) service.store.place();
    const startedAt = service.clock.now();
    await assert.rejects(service.poll());
    assert.ok(service.clock.now() - startedAt < 300_000);
    assert.ok(service.queue.length > 1_000);
    assert.equal(service.alerts.length, 1);
  });
});
