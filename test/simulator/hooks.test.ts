import assert from "node:assert/strict";
import { aStore, type Fields, type JsonResponse } from "./aStore";

const destination = "https://receiver.example.com/hooks";
const scope = "store/order/statusUpdated";

describe("Hooks", () => {
  const setUp = (options: Parameters<typeof aStore>[0] = {}) => {
    const shop = aStore(options);
    const post = (body: unknown, version = "v3"): JsonResponse =>
      shop.request(`/${version}/hooks`, { method: "POST", body });
    const put = (id: unknown, body: unknown): JsonResponse =>
      shop.request(`/v3/hooks/${String(id)}`, { method: "PUT", body });
    return { ...shop, post, put };
  };
  const dataOf = ({ json }: JsonResponse): Fields => (json as { data: Fields }).data;
  const errorOf = ({ status, json }: JsonResponse): unknown[] => [
    status,
    (json as Fields)["title"],
    (json as Fields)["errors"],
  ];

  it("V3 creates, reads, lists, updates and deletes hooks in an envelope", () => {
    const { post, put, request } = setUp();
    const created = dataOf(post({ scope, destination, headers: { "X-Secret": "s" } }));
    const path = `/v3/hooks/${String(created["id"])}`;
    assert.deepEqual(request(path).json, { data: created, meta: {} });
    assert.deepEqual(
      [created["is_active"], created["headers"], created["events_history_enabled"]],
      [true, { "X-Secret": "s" }, false],
    );
    assert.deepEqual((request("/v3/hooks").json as Fields)["data"], [created]);
    assert.equal(dataOf(put(created["id"], { is_active: false }))["is_active"], false);
    assert.equal(dataOf(request(path, { method: "DELETE" }))["id"], created["id"]);
    assert.equal(request(path).status, 404);
  });

  it("a V3 list is an envelope with its pagination even when empty", () => {
    const { json, status } = setUp().request("/v3/hooks");
    assert.equal(status, 200);
    assert.deepEqual(json, {
      data: [],
      meta: {
        pagination: {
          total: 0,
          count: 0,
          per_page: 50,
          current_page: 1,
          total_pages: 1,
          links: { current: "?page=1&limit=50" },
        },
      },
    });
  });

  it("a list is filtered by scope, destination and is_active, and paged", () => {
    const { post, read } = setUp();
    post({ scope, destination });
    post({ scope: "store/cart/converted", destination, is_active: false });
    const found = (query: string): number =>
      read<{ data: Fields[] }>(`/v3/hooks?${query}`).data.length;
    assert.deepEqual(
      ["", `scope=${scope}`, "destination=x", "is_active=false", "limit=1&page=2"].map(found),
      [2, 1, 0, 1, 1],
    );
  });

  it("V2 returns the same hooks without envelope, creates with 201, and creates inactive hooks by default", () => {
    const { post, request } = setUp();
    const { status, json } = post({ scope, destination }, "v2");
    const hook = json as Fields;
    assert.deepEqual([status, hook["is_active"], hook["scope"]], [201, false, scope]);
    assert.deepEqual(request("/v2/hooks").json, [hook]);
    assert.deepEqual(dataOf(request(`/v3/hooks/${String(hook["id"])}`)), hook);
    assert.equal(request(`/v2/hooks/${String(hook["id"])}`, { method: "DELETE" }).status, 204);
    assert.equal(request("/v2/hooks").status, 204);
    assert.ok(Array.isArray(request("/v2/hooks/1").json));
  });

  it("a missing field gets 422 and is named in the errors", () => {
    assert.deepEqual(errorOf(setUp().post({ scope })), [
      422,
      "JSON data is missing or invalid",
      { destination: "error.path.missing." },
    ]);
  });

  it("an unknown scope gets 400, invalid JSON 400, an invalid destination or header 422", () => {
    const { post } = setUp();
    assert.equal(post({ scope: "store/nonsense", destination }).status, 400);
    assert.equal(post("{").status, 400);
    assert.equal(post({ scope, destination: "receiver" }).status, 422);
    assert.equal(post({ scope, destination, headers: { "X-Secret": 1 } }).status, 422);
  });

  it("an update without known fields gets 422", () => {
    const { createHook, put } = setUp();
    const id = createHook(scope);
    for (const body of [{}, { nonsense: 1 }]) {
      assert.deepEqual(errorOf(put(id, body)), [
        422,
        "The following fields are invalid: data",
        { data: "Update webhook request should not be empty" },
      ]);
    }
  });

  it("an account has at most 10 hooks for a scope", () => {
    const { post } = setUp();
    const statuses = Array.from(
      { length: 11 },
      (_, index) => post({ scope, destination: `${destination}/${index}` }).status,
    );
    assert.deepEqual(statuses, [...Array<number>(10).fill(200), 422]);
    assert.equal(post({ scope: "store/cart/converted", destination }).status, 200);
  });

  for (const duplicateHookStatus of [409, 422] as const) {
    it(`a duplicate scope and destination gets ${duplicateHookStatus}, by switch`, () => {
      const { post } = setUp({ behaviour: { duplicateHookStatus } });
      assert.deepEqual(
        [post({ scope, destination }).status, post({ scope, destination }).status],
        [200, duplicateHookStatus],
      );
    });
  }

  it("V3 creates with 201, by switch", () => {
    assert.equal(
      setUp({ behaviour: { createdHookStatus: 201 } }).post({ scope, destination }).status,
      201,
    );
  });

  it("destinations must be HTTPS on port 443, by switch", () => {
    const { post } = setUp({ behaviour: { httpsDestinationsOnly: true } });
    const status = (url: string): number => post({ scope, destination: url }).status;
    assert.deepEqual(
      ["http://a.example.com/", "https://a.example.com:8443/", "https://a.example.com/"].map(
        status,
      ),
      [422, 422, 200],
    );
  });

  it("hooks/admin returns each hook's state, and accepts e-mail addresses", () => {
    const { createHook, put, request, read } = setUp();
    const id = createHook(scope);
    const admin = (): Fields => read<{ data: Fields }>("/v3/hooks/admin").data;
    assert.deepEqual(
      (admin()["hooks_list"] as Fields[]).map(({ status }) => status),
      ["active"],
    );
    put(id, { is_active: false });
    assert.deepEqual(
      (admin()["hooks_list"] as Fields[]).map(({ status }) => status),
      ["inactive"],
    );
    assert.equal(
      request("/v3/hooks/admin", { method: "PUT", body: { emails: ["ops@example.com"] } }).status,
      204,
    );
    assert.equal(
      request("/v3/hooks/admin", { method: "PUT", body: { emails: "ops" } }).status,
      422,
    );
    assert.deepEqual(admin()["emails"], ["ops@example.com"]);
  });
});
