import assert from "node:assert/strict";
import { interpretResponse, type StoreResponse } from "../../domain/storeResponse";

const reply = (status: number, text = "", headers: Record<string, string> = {}): StoreResponse => ({
  status,
  text,
  header: (name) => headers[name],
});
const read = (one: StoreResponse, attempt = 1) =>
  interpretResponse("GET /v2/orders/7", one, attempt, () => 0);

describe("readReply", () => {
  it("reads JSON and the store's clock", () => {
    const date = "Sat, 21 Nov 2026 10:00:00 GMT";
    assert.deepEqual(read(reply(200, '{"id":7}', { date })), {
      kind: "result",
      result: { body: { id: 7 }, found: true, date: new Date(date) },
    });
  });

  it("takes 204 for an answer without content", () => {
    const result = { body: undefined, found: true, date: undefined };
    assert.deepEqual(read(reply(204)), { kind: "result", result });
  });

  it("takes 404 for an answer, whatever its body", () => {
    const result = { body: undefined, found: false, date: undefined };
    assert.deepEqual(read(reply(404, "<html>")), { kind: "result", result });
  });

  for (const [title, text] of [
    ["HTML", "<html>maintenance</html>"],
    ["truncated JSON", '{"id": 7, "na'],
    ["nothing", ""],
  ]) {
    it(`tries again when a 200 brings ${title}, without repeating its text`, () => {
      const result = read(reply(200, text));
      assert.equal(result.kind, "retry");
      assert.match(
        result.kind === "retry" ? result.failure.message : "",
        /\d+ characters that are not JSON$/,
      );
    });
  }

  it("backs off further with each try of a 5xx", () => {
    const waits = [1, 2, 3].map((attempt) => {
      const result = read(reply(503), attempt);
      return result.kind === "retry" ? [result.failure.code, result.afterMs] : [];
    });
    assert.deepEqual(waits, [
      ["store.unavailable", 1_000],
      ["store.unavailable", 2_000],
      ["store.unavailable", 4_000],
    ]);
  });

  it("says how long a 429 asks to wait", () => {
    const result = read(reply(429, "", { "x-rate-limit-time-reset-ms": "7000" }));
    assert.equal(result.kind, "retry");
    if (result.kind !== "retry") return;
    assert.deepEqual(
      [result.failure.code, result.failure.retryAfterMs, result.afterMs],
      ["store.throttled", 7_000, 7_000],
    );
  });

  it("tells a refused token from a refused request", () => {
    assert.equal(read(reply(401)).kind, "unauthorized");
    const refused = read(reply(422, '{"title":"no"}'));
    assert.equal(refused.kind === "rejected" && refused.failure.code, "store.rejected");
  });

  it("passes on what V3 says is wrong with a request, cut where it grows long", () => {
    const errors = { destination: "error.path.missing." };
    const result = read(reply(422, JSON.stringify({ title: "Data is invalid", errors })));
    assert.match(
      result.kind === "rejected" ? result.failure.message : "",
      /was answered 422: Data is invalid: \{"destination":"error.path.missing."\}$/,
    );
    const long = read(reply(422, JSON.stringify({ title: "x".repeat(5_000) })));
    assert.ok(long.kind === "rejected" && long.failure.message.length < 300);
  });

  it("passes on nothing of what V2 says, which may repeat a person's data", () => {
    const result = read(reply(400, '[{"status":400,"message":"ada@example.com is invalid"}]'));
    assert.ok(result.kind === "rejected" && !result.failure.message.includes("ada"));
  });
});
