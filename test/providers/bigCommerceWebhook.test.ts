import assert from "node:assert/strict";
import { Config } from "@pulumi/pulumi/cmd/dynamic-provider/config";
import { provider as makeProvider, type WebhookInputs } from "../../providers/bigCommerceWebhook";
import { startStoreServer, type StoreServer } from "../../simulator/storeServer";

const secret = "a-webhook-secret-of-length";

/** The config that Pulumi passes to a provider. */
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
  /** Like a new process at each deployment: knows only config and state. */
  const newProvider = async (settings?: Record<string, string>) => {
    const warnings: string[] = [];
    const warn = (message: string): unknown => warnings.push(message);
    const { configure, create, read, diff, update, delete: remove } = makeProvider(warn);
    assert.ok(configure && read && diff && update && remove);
    await configure(config(settings));
    return { create, read, diff, update, remove, warnings };
  };
  const webhooks = () =>
    server.store.hooks().map((webhook) => ({
      scope: webhook["scope"],
      destination: webhook["destination"],
      secret: (webhook["headers"] as Record<string, string>)["X-Webhook-Secret"],
      isActive: webhook["is_active"],
    }));
  const asDeclared = ({ scope, destination, secret }: WebhookInputs) => [
    { scope, destination, secret, isActive: true },
  ];
  /** A warning names what an operator needs to find the webhook. */
  const namesWebhook = (warning: string): boolean =>
    warning.includes(
      `The webhook ${declared().scope} to ${declared().destination} of store abc123`,
    );
  const writes = () =>
    Object.entries(server.store.requests().byRoute).filter(([route]) => !route.startsWith("GET"));
  /** What `pulumi up` does with an existing resource. */
  const updateIfChanged = async (
    { id, outs }: { id: string; outs?: unknown },
    inputs: WebhookInputs,
    settings?: Record<string, string>,
  ) => {
    const { diff, update } = await newProvider(settings);
    const state = outs as never;
    const difference = await diff(id, state, inputs);
    if (difference.changes && difference.replaces?.length === 0)
      return { ...difference, ...(await update(id, state, inputs)) };
    return { ...difference, outs };
  };
  const changeWebhook = (body: object) =>
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

  it("registers an active webhook with the secret", async () => {
    await (await newProvider()).create(declared());
    assert.deepEqual(webhooks(), asDeclared(declared()));
  });

  it("stores no token, and the secret only under the key of its input", async () => {
    const { id, outs } = await (await newProvider()).create(declared());
    assert.ok(!JSON.stringify({ id, outs }).includes("token"));
    const { secret: stored, ...others } = outs as unknown as WebhookInputs;
    assert.equal(stored, secret);
    assert.ok(!JSON.stringify({ id, others }).includes(secret));
  });

  it("changes nothing at a second deployment", async () => {
    const created = await (await newProvider()).create(declared());
    const writesBefore = writes();
    assert.equal((await updateIfChanged(created, declared())).changes, false);
    assert.deepEqual(writes(), writesBefore);
  });

  it("adopts an equal webhook that was registered by hand", async () => {
    await (await newProvider()).create(declared());
    const writesBefore = writes();
    await (await newProvider()).create(declared());
    assert.deepEqual(webhooks(), asDeclared(declared()));
    assert.deepEqual(writes(), writesBefore);
  });

  it("updates the secret of the webhook", async () => {
    const created = await (await newProvider()).create(declared());
    const rotated = declared({ secret: "another-webhook-secret" });
    const { changes, replaces, outs } = await updateIfChanged(created, rotated);
    assert.deepEqual([changes, replaces], [true, []]);
    assert.deepEqual(webhooks(), asDeclared(rotated));
    assert.equal((await updateIfChanged({ id: created.id, outs }, rotated)).changes, false);
  });

  it("registers a webhook for the API account of a new token, which cannot list the old account's", async () => {
    const accounts = [
      { token: "newer", clientId: "newer", clientSecret: "newer", scopes: ["store_v2_orders"] },
    ];
    await server.close();
    server = await startStoreServer({ hash: "abc123", token: "token", accounts });
    const { id, outs } = await (await newProvider()).create(declared());
    const newer = await updateIfChanged({ id, outs }, declared(), { accessToken: "newer" });
    assert.deepEqual([newer.changes, newer.replaces], [true, []]);
    assert.deepEqual(webhooks(), [...asDeclared(declared()), ...asDeclared(declared())]);
    const writesBefore = writes();
    const again = { id, outs: newer.outs };
    assert.equal(
      (await updateIfChanged(again, declared(), { accessToken: "newer" })).changes,
      false,
    );
    assert.deepEqual(writes(), writesBefore);
    assert.ok(!JSON.stringify(newer.outs).includes("newer"), "no token is stored");
  });

  it("updates the destination of the same webhook", async () => {
    const created = await (await newProvider()).create(declared());
    const [before] = server.store.hooks();
    const moved = declared({ destination: "https://two.execute-api.example/v1/cart-converted" });
    await updateIfChanged(created, moved);
    assert.deepEqual(webhooks(), asDeclared(moved));
    assert.equal(server.store.hooks()[0]?.["id"], before?.["id"]);
  });

  it("updates the provider's code in the state, for a later destroy", async () => {
    const created = await (
      await newProvider()
    ).create({ ...declared(), __provider: "old" } as never);
    const { changes } = await updateIfChanged(created, {
      ...declared(),
      __provider: "new",
    } as never);
    assert.equal(changes, true);
  });

  it("is replaced when the store changes, and leaves the webhook of the old store with a warning", async () => {
    const created = await (await newProvider()).create(declared());
    const { replaces } = await updateIfChanged(created, declared({ storeHash: "other" }));
    assert.deepEqual(replaces, ["storeHash"]);
    const settings = { storeHash: "other", accessToken: "the-other-store's" };
    const { remove, warnings } = await newProvider(settings);
    await remove(created.id, created.outs as never);
    assert.equal(webhooks().length, 1, "the token has no access to the old store");
    assert.deepEqual(warnings.map(namesWebhook), [true]);
    assert.match(warnings.join(), /store abc123 was not removed: the stack belongs to store other/);
  });

  it("reports a deleted webhook to a refresh", async () => {
    const { create, read, remove } = await newProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    assert.deepEqual(await read(id, outs), { id: "" });
  });

  for (const [what, body] of [
    ["deactivated", { is_active: false }],
    ["given another secret", { headers: { "X-Webhook-Secret": "another" } }],
  ] as const) {
    it(`repairs, after a refresh, a webhook that was ${what}`, async () => {
      const { create, read } = await newProvider();
      const { id, outs } = await create(declared());
      assert.deepEqual((await read(id, outs)).props, outs);
      changeWebhook(body);
      const { props } = await read(id, outs);
      assert.equal((await updateIfChanged({ id, outs: props }, declared())).changes, true);
      assert.deepEqual(webhooks(), asDeclared(declared()));
    });
  }

  it("removes the webhook by scope and destination, even if it was re-created under another id", async () => {
    const { create, remove } = await newProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    await create(declared());
    await create(declared({ scope: "store/order/updated" }));
    await remove(id, outs as never);
    assert.deepEqual(
      webhooks().map(({ scope }) => scope),
      ["store/order/updated"],
    );
  });

  it("removes an already deleted webhook without an error or a warning", async () => {
    const { create, remove, warnings } = await newProvider();
    const { id, outs } = await create(declared());
    await remove(id, outs as never);
    await remove(id, outs as never);
    assert.deepEqual([webhooks(), warnings], [[], []]);
  });

  for (const status of [401, 403]) {
    it(`removes, with a warning that names it, a webhook whose API account gets ${status}`, async () => {
      const { create, remove, warnings } = await newProvider();
      const { id, outs } = await create(declared());
      server.store.injectFault({ fault: { kind: "status", status }, path: "/v3/hooks" });
      await remove(id, outs as never);
      assert.deepEqual(warnings.map(namesWebhook), [true]);
      assert.match(warnings.join(), new RegExp(`GET /v3/hooks was answered ${status}`));
      assert.ok(!warnings.join().includes(secret));
    });
  }

  it("keeps the webhook in the state when a token is refused that did not register it, such as a mistyped one", async () => {
    const { id, outs } = await (await newProvider()).create(declared());
    const { remove, warnings } = await newProvider({ accessToken: "mistyped" });
    await assert.rejects(remove(id, outs as never), {
      message:
        "The webhook store/cart/converted of store abc123 was not removed: GET /v3/hooks was answered 401: the access token is not accepted. Run `pulumi up` first, or add `--run-program`: without it, Pulumi uses the token of the last deployment",
    });
    assert.deepEqual([warnings, webhooks()], [[], asDeclared(declared())]);
  });

  it("warns when the webhook to remove is invisible, because the token belongs to another API account", async () => {
    const accounts = [
      { token: "newer", clientId: "newer", clientSecret: "newer", scopes: ["store_v2_orders"] },
    ];
    await server.close();
    server = await startStoreServer({ hash: "abc123", token: "token", accounts });
    const { id, outs } = await (await newProvider()).create(declared());
    const { remove, warnings } = await newProvider({ accessToken: "newer" });
    await remove(id, outs as never);
    assert.deepEqual(warnings.map(namesWebhook), [true]);
    assert.match(warnings.join(), /another API account registered it/);
  });

  for (const [circumstance, status] of [
    ["the store does not exist", 404],
    ["BigCommerce is out of order", 501],
  ] as const) {
    it(`fails to remove a webhook when ${circumstance} (${status})`, async () => {
      const { create, remove, warnings } = await newProvider();
      const { id, outs } = await create(declared());
      server.store.injectFault({ fault: { kind: "status", status }, path: "/v3/hooks" });
      await assert.rejects(
        remove(id, outs as never),
        /^Error: The webhook store\/cart\/converted of store abc123 was not removed: /,
      );
      assert.deepEqual(warnings, []);
    });
  }

  it("says at a refresh with a refused token how Pulumi takes the present token", async () => {
    const { id, outs } = await (await newProvider()).create(declared());
    const { read } = await newProvider({ accessToken: "of-a-deleted-account" });
    await assert.rejects(
      read(id, outs),
      /was not read: .*401.* Run `pulumi up` first, or add `--run-program`/,
    );
  });

  it("fails when the token is rejected, and names the webhook, the request and the response", async () => {
    const { create } = await newProvider({ accessToken: "wrong" });
    await assert.rejects(create(declared()), {
      message:
        "The webhook store/cart/converted of store abc123 was not registered: GET /v3/hooks was answered 401: the access token is not accepted",
    });
  });

  it("fails when BigCommerce rejects the destination, and says so", async () => {
    await server.close();
    const behaviour = { httpsDestinationsOnly: true };
    server = await startStoreServer({ hash: "abc123", token: "token", behaviour });
    const { create } = await newProvider();
    await assert.rejects(
      create(declared({ destination: "http://plain.example" })),
      /was not registered: POST \/v3\/hooks was answered 422: .*"destination"/,
    );
  });
});
