import assert from "node:assert/strict";
import { Config } from "@pulumi/pulumi/cmd/dynamic-provider/config";
import { provider as makeProvider, type WebhookInputs } from "../../providers/bigCommerceWebhook";
import { type StoreServer, startStoreServer } from "../../simulator/storeServer";

const secret = "a-webhook-secret-of-length";

/** As Pulumi hands settings to a provider. */
const config = (settings: Record<string, string> = {}) => {
  const all = { storeHash: "abc123", accessToken: "token", ...settings };
  const full = Object.entries(all).map(([key, value]) => [`order-replication:${key}`, value]);
  return {
    config: new Config(Object.fromEntries(full) as Record<string, string>, "order-replication"),
  };
};

describe("the provider of webhooks", () => {
  let server: StoreServer;
  beforeEach(async () => {
    server = await startStoreServer({ hash: "abc123", token: "token" });
  });
  afterEach(() => server.close());

  const declared = (over: Partial<WebhookInputs> = {}): WebhookInputs => ({
    apiUrl: server.url,
    storeHash: "abc123",
    clientId: "",
    secret,
    scope: "store/cart/converted",
    destination: "https://one.execute-api.example/v1/cart-converted",
    ...over,
  });
  /** Another process at each deployment: it knows nothing but config and state. */
  const aProvider = async (settings?: Record<string, string>) => {
    const { configure, create, read, diff, update, delete: remove } = makeProvider();
    assert.ok(configure && read && diff && update && remove);
    await configure(config(settings));
    return { create, read, diff, update, remove };
  };
  const hooks = () =>
    server.store.hooks().map((hook) => ({
      scope: hook["scope"],
      destination: hook["destination"],
      secret: (hook["headers"] as Record<string, string>)["X-Webhook-Secret"],
      isActive: hook["is_active"],
    }));
  const asDeclared = ({ scope, destination, secret }: WebhookInputs) => [
    { scope, destination, secret, isActive: true },
  ];
  const writes = () =>
    Object.entries(server.store.requests().byRoute).filter(([route]) => !route.startsWith("GET"));
  /** What `pulumi up` does with a resource that it knows. */
  const upAgain = async (
    { id, outs }: { id: string; outs?: unknown },
    inputs: WebhookInputs,
    settings?: Record<string, string>,
  ) => {
    const { diff, update } = await aProvider(settings);
    const state = outs as never;
    const difference = await diff(id, state, inputs);
    if (difference.changes && difference.replaces?.length === 0)
      return { ...difference, ...(await update(id, state, inputs)) };
    return { ...difference, outs };
  };
  const change = (body: object) =>
    server.store.handle({
      method: "PUT",
      path: `/stores/abc123/v3/hooks/${String(server.store.hooks()[0]?.["id"])}`,
      headers: {
        "X-Auth-Token": "token",
        Accept: "application/json",
        "Content-Type": "application/json",
      },
      body: JSON.stringify(body),
    });

  it("registers a hook that is active and bears the secret", async () => {
    await (await aProvider()).create(declared());
    assert.deepEqual(hooks(), asDeclared(declared()));
  });

  it("keeps no token in what Pulumi stores, and the secret under the name of its input alone", async () => {
    const { id, outs } = await (await aProvider()).create(declared());
    assert.ok(!JSON.stringify({ id, outs }).includes("token"));
    const { secret: stored, ...others } = outs as unknown as WebhookInputs;
    assert.equal(stored, secret);
    assert.ok(!JSON.stringify({ id, others }).includes(secret));
  });

  it("changes nothing at a second deployment", async () => {
    const made = await (await aProvider()).create(declared());
    const then = writes();
    assert.equal((await upAgain(made, declared())).changes, false);
    assert.deepEqual(writes(), then);
  });

  it("adopts an equal hook that was registered by hand, and creates no second one", async () => {
    await (await aProvider()).create(declared());
    const then = writes();
    await (await aProvider()).create(declared());
    assert.deepEqual(hooks(), asDeclared(declared()));
    assert.deepEqual(writes(), then);
  });

  it("gives the hook its new secret", async () => {
    const made = await (await aProvider()).create(declared());
    const rotated = declared({ secret: "another-webhook-secret" });
    const { changes, replaces, outs } = await upAgain(made, rotated);
    assert.deepEqual([changes, replaces], [true, []]);
    assert.deepEqual(hooks(), asDeclared(rotated));
    assert.equal((await upAgain({ id: made.id, outs }, rotated)).changes, false);
  });

  it("makes a hook for the API account of a new token, which knows none of the old account's", async () => {
    const accounts = [
      { token: "newer", clientId: "newer", clientSecret: "newer", scopes: ["store_v2_orders"] },
    ];
    await server.close();
    server = await startStoreServer({ hash: "abc123", token: "token", accounts });
    const { id, outs } = await (await aProvider()).create(declared());
    const newer = await upAgain({ id, outs }, declared(), { accessToken: "newer" });
    assert.deepEqual([newer.changes, newer.replaces], [true, []]);
    assert.deepEqual(hooks(), [...asDeclared(declared()), ...asDeclared(declared())]);
    const then = writes();
    const again = { id, outs: newer.outs };
    assert.equal((await upAgain(again, declared(), { accessToken: "newer" })).changes, false);
    assert.deepEqual(writes(), then);
    assert.ok(!JSON.stringify(newer.outs).includes("newer"), "no token is kept");
  });

  it("moves the hook with the API that it calls, as the same hook", async () => {
    const made = await (await aProvider()).create(declared());
    const [before] = server.store.hooks();
    const moved = declared({ destination: "https://two.execute-api.example/v1/cart-converted" });
    await upAgain(made, moved);
    assert.deepEqual(hooks(), asDeclared(moved));
    assert.equal(server.store.hooks()[0]?.["id"], before?.["id"]);
  });

  it("takes the newest code into its state, for the day of the destroy", async () => {
    const made = await (await aProvider()).create({ ...declared(), __provider: "old" } as never);
    const { changes } = await upAgain(made, { ...declared(), __provider: "new" } as never);
    assert.equal(changes, true);
  });

  it("goes to another store with a hook of its own", async () => {
    const made = await (await aProvider()).create(declared());
    const { replaces } = await upAgain(made, declared({ storeHash: "other" }));
    assert.deepEqual(replaces, ["storeHash"]);
    const settings = { storeHash: "other", accessToken: "the-other-store's" };
    await (await aProvider(settings)).remove(made.id, made.outs as never);
    assert.equal(hooks().length, 1, "the token of one store opens no other");
  });

  it("tells a refresh that the hook is gone", async () => {
    const { create, read, remove } = await aProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    assert.deepEqual(await read(id, outs), { id: "" });
  });

  for (const [what, body] of [
    ["switched off", { is_active: false }],
    ["given another secret", { headers: { "X-Webhook-Secret": "another" } }],
  ] as const) {
    it(`mends, after a refresh, a hook that was ${what}`, async () => {
      const { create, read } = await aProvider();
      const { id, outs } = await create(declared());
      assert.deepEqual((await read(id, outs)).props, outs);
      change(body);
      const { props } = await read(id, outs);
      assert.equal((await upAgain({ id, outs: props }, declared())).changes, true);
      assert.deepEqual(hooks(), asDeclared(declared()));
    });
  }

  it("destroys the hook by scope and destination, also one that was made anew meanwhile", async () => {
    const { create, remove } = await aProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    await create(declared());
    await create(declared({ scope: "store/order/updated" }));
    await remove(id, outs as never);
    assert.deepEqual(
      hooks().map(({ scope }) => scope),
      ["store/order/updated"],
    );
  });

  it("destroys a hook that is gone already without complaint", async () => {
    const { create, remove } = await aProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    await remove(id, outs as never);
    assert.deepEqual(hooks(), []);
  });

  it("fails when the token is refused, saying which hook, what was asked and what came", async () => {
    const { create } = await aProvider({ accessToken: "wrong" });
    await assert.rejects(create(declared()), {
      message:
        "The webhook store/cart/converted of store abc123 was not registered: GET /v3/hooks was answered 401: the access token is not accepted",
    });
  });

  it("fails when BigCommerce does not take the destination, saying so", async () => {
    await server.close();
    const behaviour = { httpsDestinationsOnly: true };
    server = await startStoreServer({ hash: "abc123", token: "token", behaviour });
    const { create } = await aProvider();
    await assert.rejects(
      create(declared({ destination: "http://plain.example" })),
      /was not registered: POST \/v3\/hooks was answered 422: .*"destination"/,
    );
  });
});
