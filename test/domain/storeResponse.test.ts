import assert from "node:assert/strict";
import { interpretResponse, type StoreResponse } from "../../domain/storeResponse";

const respond = (
  status: number,
  text = "",
  headers: Record<string, string> = {},
): StoreResponse => ({
  status,
  text,
  header: (name) => headers[name],
});
const interpret = (response: StoreResponse, attempt = 1) =>
  interpretResponse("GET /v2/orders/7", response, attempt, () => 0);

describe("interpretResponse", () => {
  it("reads JSON and the store's clock", () => {
    const date = "Sat, 21 Nov 2026 10:00:00 GMT";
    assert.deepEqual(interpret(respond(200, '{"id":7}', { date })), {
      kind: "result",
      result: { body: { id: 7 }, found: true, length: 8, date: new Date(date) },
    });
  });

  it("reads JSON after a byte order mark", () => {
    const outcome = interpret(respond(200, '\uFEFF{"id":7}'));
    assert.ok(outcome.kind === "result");
    assert.deepEqual(outcome.result.body, { id: 7 });
  });

  it("names the host of a redirect, and nothing else of its address", () => {
    const location = "https://login.example.com/?email=shopper@example.com";
    const messages = [{ location }, { location: "/elsewhere" }, {}].map((headers) => {
      const outcome = interpret(respond(302, "", headers as Record<string, string>));
      return outcome.kind === "retry" && outcome.failure.message;
    });
    const answered = "GET /v2/orders/7 was answered 302: a redirect to";
    assert.deepEqual(messages, [
      `${answered} login.example.com`,
      `${answered} another path`,
      `${answered} another path`,
    ]);
  });

  it("returns a result without a body for a 204", () => {
    const result = { body: undefined, found: true, length: 0, date: undefined };
    assert.deepEqual(interpret(respond(204)), { kind: "result", result });
  });

  it("returns a result that was not found for a 404, whatever its body", () => {
    const result = { body: undefined, found: false, length: 0, date: undefined };
    assert.deepEqual(interpret(respond(404, "<html>")), { kind: "result", result });
  });

  for (const [title, text] of [
    ["HTML", "<html>maintenance</html>"],
    ["truncated JSON", '{"id": 7, "na'],
    ["nothing", ""],
  ]) {
    it(`retries a 200 with ${title}, and does not log the text`, () => {
      const result = interpret(respond(200, text));
      assert.equal(result.kind, "retry");
      assert.match(
        result.kind === "retry" ? result.failure.message : "",
        /\d+ characters that are not JSON$/,
      );
    });
  }

  it("backs off longer with each attempt after a 5xx", () => {
    const waits = [1, 2, 3].map((attempt) => {
      const result = interpret(respond(503), attempt);
      return result.kind === "retry" ? [result.failure.code, result.afterMs] : [];
    });
    assert.deepEqual(waits, [
      ["store.unavailable", 1_000],
      ["store.unavailable", 2_000],
      ["store.unavailable", 4_000],
    ]);
  });

  it("returns the wait that a 429 requests", () => {
    const result = interpret(respond(429, "", { "x-rate-limit-time-reset-ms": "7000" }));
    assert.equal(result.kind, "retry");
    if (result.kind !== "retry") return;
    assert.deepEqual(
      [result.failure.code, result.failure.retryAfterMs, result.afterMs],
      ["store.throttled", 7_000, 7_000],
    );
  });

  it("distinguishes a rejected token from a rejected request", () => {
    assert.equal(interpret(respond(401)).kind, "unauthorized");
    const rejected = interpret(respond(422, '{"title":"no"}'));
    assert.equal(rejected.kind === "rejected" && rejected.failure.code, "store.rejected");
  });

  it("quotes V3's reason for a rejection, truncated", () => {
    const errors = { destination: "error.path.missing." };
    const result = interpret(respond(422, JSON.stringify({ title: "Data is invalid", errors })));
    assert.match(
      result.kind === "rejected" ? result.failure.message : "",
      /was answered 422: Data is invalid: \{"destination":"error.path.missing."\}$/,
    );
    const long = interpret(respond(422, JSON.stringify({ title: "x".repeat(5_000) })));
    assert.ok(long.kind === "rejected" && long.failure.message.length < 300);
  });

  it("quotes nothing from V2, which may repeat personal data", () => {
    const result = interpret(
      respond(400, '[{"status":400,"message":"ada@example.com is invalid"}]'),
    );
    assert.ok(result.kind === "rejected" && !result.failure.message.includes("ada"));
  });
});
