import assert from "node:assert/strict";
import { loggedTransport } from "../../adapters/loggedTransport";
import type { Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";

const request = {
  method: "GET",
  url: "https://api.bigcommerce.com/stores/abc123/v2/orders?min_id=7&limit=250",
  headers: { "X-Auth-Token": "secret-token" },
  timeoutMs: 1_000,
};

/** What is logged of one request, on a clock that each look advances by 25 ms. */
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
  it("logs what was asked, what came of it, how long it took and what quota is left", async () => {
    const headers: Readonly<Record<string, string>> = {
      "x-rate-limit-requests-quota": "150",
      "x-rate-limit-requests-left": "60",
      "x-rate-limit-time-reset-ms": "9000",
    };
    const reply = { status: 200, header: (name: string) => headers[name], text: `{"name":"Ada"}` };
    const { logged, result } = await loggedBy(async () => reply);
    assert.equal(result, reply);
    const asked = { method: "GET", path: "/v2/orders", query: "?min_id=7&limit=250", ms: 25 };
    assert.deepEqual(logged, [
      ["store.responded", { ...asked, status: 200, quotaLeftPercent: 40 }],
    ]);
  });

  it("says nothing of a quota that the answer says nothing of", async () => {
    const { logged } = await loggedBy(async () => ({
      status: 503,
      header: () => undefined,
      text: "",
    }));
    assert.ok(!JSON.stringify(logged).includes("quotaLeftPercent"));
  });

  it("warns of a request that got no answer, and fails as it did", async () => {
    const silence = new Failure("store.unavailable", "no answer: ECONNRESET");
    const { logged, result } = await loggedBy(() => Promise.reject(silence));
    assert.equal(result, silence);
    const [[event, fields, level] = []] = logged as unknown[][];
    assert.deepEqual([event, level], ["store.request-failed", "warn"]);
    assert.equal((fields as { error: string }).error, "no answer: ECONNRESET");
  });
});
