import assert from "node:assert/strict";
import type { Transport } from "../../adapters/httpTransport";
import { loggedTransport } from "../../adapters/loggedTransport";
import { Failure } from "../../domain/failure";

const request = {
  method: "GET",
  url: "https://api.bigcommerce.com/stores/abc123/v2/orders?min_id=7&limit=250",
  headers: { "X-Auth-Token": "secret-token" },
  timeoutMs: 1_000,
  maxBytes: 1_000,
};

/** The log of one request, on a clock that every read advances by 25 ms. */
const loggedBy = async (transport: Transport) => {
  let ms = Date.UTC(2026, 10, 21);
  const logged: unknown[] = [];
  const now = () => new Date((ms += 25));
  const log = (...args: unknown[]) => void logged.push(args);
  const result = await loggedTransport(transport, { log, now })(request).catch(
    (thrown: unknown) => thrown,
  );
  return { logged, result };
};

describe("loggedTransport", () => {
  it("logs request, status, duration and remaining quota", async () => {
    const headers: Readonly<Record<string, string>> = {
      "x-rate-limit-requests-quota": "150",
      "x-rate-limit-requests-left": "60",
      "x-rate-limit-time-reset-ms": "9000",
    };
    const response = {
      status: 200,
      header: (name: string) => headers[name],
      text: `{"name":"Ada"}`,
    };
    const { logged, result } = await loggedBy(async () => response);
    assert.equal(result, response);
    const expected = { method: "GET", path: "/v2/orders", query: "?min_id=7&limit=250", ms: 25 };
    assert.deepEqual(logged, [
      ["store.responded", { ...expected, status: 200, quotaLeftPercent: 40 }],
    ]);
  });

  it("logs no quota where the response has none", async () => {
    const { logged } = await loggedBy(async () => ({
      status: 503,
      header: () => undefined,
      text: "",
    }));
    assert.ok(!JSON.stringify(logged).includes("quotaLeftPercent"));
  });

  it("warns about a request without a response, and passes the failure on", async () => {
    const noResponse = new Failure("store.unavailable", "no response: ECONNRESET");
    const { logged, result } = await loggedBy(() => Promise.reject(noResponse));
    assert.equal(result, noResponse);
    const [[event, fields, level] = []] = logged as unknown[][];
    assert.deepEqual([event, level], ["store.request-failed", "warn"]);
    assert.equal((fields as { error: string }).error, "no response: ECONNRESET");
  });
});
