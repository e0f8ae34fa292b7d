import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { retryDelaysMs } from "../../simulator/hooks/attemptDelivery";
import { aStore, type Fields, type StoreUnderTest } from "./aStore";
import { cpuSeconds } from "./cpuSeconds";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const eventsOf = ({ received }: StoreUnderTest): Fields[] =>
  received.map(({ body }) => JSON.parse(body) as Fields);
const scopesOf = (shop: StoreUnderTest): unknown[] => eventsOf(shop).map(({ scope }) => scope);

describe("Deliveries", () => {
  it("carry scope, store, data, hash, time and producer, and the hook's own headers", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted", "https://receiver.example.com/cart", {
      "X-Webhook-Secret": "shh",
    });
    const { id, cartId } = shop.store.place();
    await shop.clock.advance(0);
    const [{ hash, store_id: storeId, ...event } = {} as Fields] = eventsOf(shop);
    assert.deepEqual(event, {
      scope: "store/cart/converted",
      data: { type: "cart", id: cartId, orderId: id },
      created_at: Math.floor(shop.clock.now() / 1000),
      producer: "stores/abc123",
    });
    assert.match(String(hash), /^[0-9a-f]{40}$/);
    assert.match(String(storeId), /^\d{7}$/);
    assert.equal(typeof storeId, "string");
    assert.deepEqual(
      [shop.received[0]?.url, shop.received[0]?.headers["X-Webhook-Secret"]],
      ["https://receiver.example.com/cart", "shh"],
    );
  });

  it("carry a Standard Webhooks signature, by switch: the same id at every attempt, a new timestamp", async () => {
    const shop = aStore({ behaviour: { signWebhooks: true }, clientSecret: "client-secret" });
    shop.createHook("store/cart/converted");
    shop.respondToWebhooks(500);
    shop.store.place();
    await shop.clock.advance(minute);
    const [first, second] = shop.received;
    const webhook = new Webhook(Buffer.from("client-secret").toString("base64"));
    for (const { headers, body } of shop.received) {
      const at = Number(headers["webhook-timestamp"]) * 1000;
      const parts = webhook.sign(headers["webhook-id"] ?? "", new Date(at), body);
      assert.equal(headers["webhook-signature"], parts);
    }
    assert.equal(first?.headers["webhook-id"], second?.headers["webhook-id"]);
    assert.equal(
      Number(second?.headers["webhook-timestamp"]) - Number(first?.headers["webhook-timestamp"]),
      60,
    );
  });

  it("have unique ids, even two events within a second with equal bodies", async () => {
    const shop = aStore({ behaviour: { signWebhooks: true, hashOf: "order" } });
    shop.createHook("store/order/updated");
    const { id } = shop.store.place();
    await shop.clock.advance(1_000);
    shop.received.length = 0;
    shop.store.edit(id, { staff_notes: "First" });
    shop.store.edit(id, { staff_notes: "Second" });
    await shop.clock.advance(0);
    const [first, second] = shop.received;
    assert.equal(first?.body, second?.body);
    assert.notEqual(first?.headers["webhook-id"], second?.headers["webhook-id"]);
  });

  it("carry no signature by default", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    shop.store.place();
    await shop.clock.advance(0);
    assert.equal(shop.received[0]?.headers["webhook-signature"], undefined);
  });

  it("reach wildcard hooks with the concrete scope, and only of their family", async () => {
    const shop = aStore();
    shop.createHook("store/order/*");
    shop.store.place();
    await shop.clock.advance(0);
    assert.deepEqual(scopesOf(shop), [
      "store/order/created",
      "store/order/statusUpdated",
      "store/order/updated",
    ]);
  });

  it("are retried eleven times over 48 hours and 4 minutes, at the documented intervals", async () => {
    const shop = aStore();
    const id = shop.createHook("store/cart/converted");
    shop.respondToWebhooks(500);
    shop.store.place();
    const start = shop.clock.now();
    await shop.clock.advance(49 * hour);
    const [delivery] = shop.store.deliveries();
    const seconds = delivery?.attempts.map(({ at }) => (at - start) / 1000);
    assert.deepEqual(
      seconds,
      [0, 60, 240, 540, 1140, 2040, 3840, 7440, 14_640, 36_240, 86_640, 173_040],
    );
    assert.equal(
      retryDelaysMs.reduce((sum, delay) => sum + delay, 0),
      48 * hour + 4 * minute,
    );
    assert.equal(delivery?.state, "failed");
    assert.equal(shop.read<{ data: Fields }>(`/v3/hooks/${id}`).data["is_active"], false);
  });

  it("that fail to the end deactivate the hook, send an e-mail, and lose events until the hook is reactivated", async () => {
    const shop = aStore();
    const id = shop.createHook("store/cart/converted");
    shop.request("/v3/hooks/admin", { method: "PUT", body: { emails: ["ops@example.com"] } });
    shop.respondToWebhooks(new Error("connect ECONNREFUSED"));
    shop.store.place();
    await shop.clock.advance(48 * hour + 3 * minute);
    assert.equal(shop.store.hooks()[0]?.["is_active"], true);
    await shop.clock.advance(minute);
    const [listed] = shop.read<{ data: { hooks_list: Fields[] } }>("/v3/hooks/admin").data
      .hooks_list;
    assert.equal(listed?.["status"], "deactivated");
    assert.deepEqual(
      shop.store.mails().map(({ to }) => to),
      [["ops@example.com"]],
    );
    shop.respondToWebhooks(200);
    shop.received.length = 0;
    shop.store.place();
    await shop.clock.advance(0);
    assert.equal(shop.received.length, 0);
    shop.request(`/v3/hooks/${id}`, { method: "PUT", body: { is_active: true } });
    shop.store.place();
    await shop.clock.advance(3 * day);
    assert.equal(shop.received.length, 1);
  });

  it("succeed with the first 2xx; redirects and errors are failures", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    shop.store.place();
    for (const [status, attempts] of [
      [302, 1],
      [404, 2],
      [204, 3],
      [200, 3],
    ] as const) {
      shop.respondToWebhooks(status);
      await shop.clock.advance(attempts === 1 ? 0 : attempts === 2 ? minute : 3 * minute);
      assert.equal(shop.received.length, attempts, String(status));
    }
    assert.equal(shop.store.deliveries()[0]?.state, "delivered");
  });

  it("to a domain are blocked for 3 minutes below 90 % success of at least 100 requests in 2 minutes", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    const place = async (count: number): Promise<void> => {
      for (let placed = 0; placed < count; placed++) shop.store.place();
      await shop.clock.advance(0);
    };
    await place(89);
    shop.respondToWebhooks(500);
    await place(10);
    const blocked = (): Fields[] =>
      shop.read<{ data: { blocked_domains: Fields[] } }>("/v3/hooks/admin").data.blocked_domains;
    assert.deepEqual(blocked(), [], "99 requests are below the minimum");
    await place(1);
    assert.deepEqual(blocked(), [
      {
        destination: "receiver.example.com",
        time_left: 180,
        reasons: [
          {
            failure_description: "Status 500",
            count: 11,
            timestamp: Math.floor(shop.clock.now() / 1000),
          },
        ],
      },
    ]);
    shop.respondToWebhooks(200);
    await place(1);
    assert.equal(shop.received.length, 100, "nothing is sent to a blocked domain");
    await shop.clock.advance(3 * minute);
    assert.deepEqual(blocked(), []);
    assert.match(shop.store.mails()[0]?.subject ?? "", /receiver\.example\.com is blocked/);
  });

  it("fail for 48 hours and pass through the blocklist in under a second of CPU time", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    shop.createHook("store/order/*", "https://other.example.com/");
    shop.respondToWebhooks(503);
    const seconds = await cpuSeconds(async () => {
      for (let placed = 0; placed < 120; placed++) shop.store.place();
      await shop.clock.advance(49 * hour);
    });
    assert.ok(seconds < 1, `${seconds} s`);
    assert.ok(shop.store.hooks().every(({ is_active: active }) => active === false));
    assert.ok(shop.store.mails().some(({ subject }) => subject.includes("blocked")));
  });

  it("to a domain are not blocked at 90 % success", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    const place = async (count: number, status: number): Promise<void> => {
      shop.respondToWebhooks(status);
      for (let placed = 0; placed < count; placed++) shop.store.place();
      await shop.clock.advance(0);
    };
    await place(90, 200);
    await place(10, 500);
    assert.equal(shop.store.mails().length, 0);
  });

  for (const [blockedEvents, later] of [
    ["retried", 1],
    ["lost", 0],
  ] as const) {
    it(`to a blocked domain are ${blockedEvents}, by switch`, async () => {
      const shop = aStore({ behaviour: { blockedEvents } });
      shop.createHook("store/cart/converted");
      shop.respondToWebhooks(500);
      for (let placed = 0; placed < 100; placed++) shop.store.place();
      await shop.clock.advance(0);
      shop.respondToWebhooks(200);
      const { id } = shop.store.place();
      await shop.clock.advance(hour);
      assert.equal(
        eventsOf(shop).filter(({ data }) => (data as Fields)["orderId"] === id).length,
        later,
      );
    });
  }

  it("raise delivery exceptions: will retry, once in ten minutes, retries exhausted, domain blocked", async () => {
    const codes: unknown[] = [];
    const shop = aStore({
      sendWebhook: async ({ url, body }) => {
        if (!url.includes("monitor")) return 500;
        codes.push((JSON.parse(body) as { data: Fields }).data["error_code"]);
        return 200;
      },
    });
    shop.createHook("store/cart/converted");
    shop.createHook("store/hook/deliveryException", "https://monitor.example.com/");
    for (let placed = 0; placed < 100; placed++) shop.store.place();
    await shop.clock.advance(0);
    assert.deepEqual(codes, [90001, 90003]);
    await shop.clock.advance(49 * hour);
    assert.ok(codes.includes(90002));
  });

  it("are duplicated with the same hash, by seeded chance", async () => {
    const shop = aStore();
    shop.store.setDeliveryFaults({ duplicate: 1 });
    shop.createHook("store/cart/converted");
    shop.store.place();
    await shop.clock.advance(0);
    const [first, second] = shop.received;
    assert.equal(shop.received.length, 2);
    assert.equal(first?.body, second?.body);
  });

  it("are reordered, by seeded chance", async () => {
    const shop = aStore();
    shop.store.setDeliveryFaults({ reorder: 0.5 });
    shop.createHook("store/cart/converted");
    const placed = Array.from({ length: 30 }, () => shop.store.place().id);
    await shop.clock.advance(minute);
    const arrived = eventsOf(shop).map(({ data }) => (data as Fields)["orderId"]);
    assert.notDeepEqual(arrived, placed);
    assert.deepEqual([...arrived].sort(), [...placed].sort());
  });

  it("are dropped without a retry, by seeded chance", async () => {
    const shop = aStore();
    shop.store.setDeliveryFaults({ drop: 0.5 });
    shop.createHook("store/cart/converted");
    for (let placed = 0; placed < 100; placed++) shop.store.place();
    await shop.clock.advance(3 * day);
    assert.ok(shop.received.length > 25 && shop.received.length < 75);
    assert.equal(shop.store.hooks()[0]?.["is_active"], true);
  });

  it("begin a minute after the hook's creation, by switch; earlier events are lost", async () => {
    const shop = aStore({ behaviour: { hookActivationDelayMs: minute } });
    shop.createHook("store/cart/converted");
    shop.store.place();
    await shop.clock.advance(minute - 1);
    assert.equal(shop.received.length, 0);
    await shop.clock.advance(1);
    shop.store.place();
    await shop.clock.advance(hour);
    assert.equal(shop.received.length, 1);
  });

  it("deactivate a hook after 90 days without events, and an event restarts the 90 days", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    await shop.clock.advance(89 * day);
    shop.store.place();
    await shop.clock.advance(89 * day);
    assert.equal(shop.store.hooks()[0]?.["is_active"], true);
    await shop.clock.advance(day);
    assert.equal(shop.store.hooks()[0]?.["is_active"], false);
    assert.match(shop.store.mails()[0]?.subject ?? "", /no events for 90 days/);
  });

  it("have a hash per event, or the same for all events of an order, by switch", async () => {
    const hashes = async (hashOf: "event" | "order"): Promise<number> => {
      const shop = aStore({ behaviour: { hashOf } });
      shop.createHook("store/order/*");
      shop.store.place();
      await shop.clock.advance(0);
      return new Set(eventsOf(shop).map(({ hash }) => hash)).size;
    };
    assert.deepEqual([await hashes("event"), await hashes("order")], [3, 1]);
  });

  it("of statusUpdated contain no status, by switch", async () => {
    const shop = aStore({ behaviour: { eventsIncludeStatuses: false } });
    shop.createHook("store/order/statusUpdated");
    const { id } = shop.store.place();
    shop.store.setStatus(id, 5);
    await shop.clock.advance(0);
    const bare = { type: "order", id };
    assert.deepEqual(
      eventsOf(shop).map(({ data }) => data),
      [bare, bare],
    );
  });

  it("have store_id as a number, by switch, as in 2019", async () => {
    const shop = aStore({ behaviour: { storeIdType: "number" } });
    shop.createHook("store/cart/converted");
    shop.store.place();
    await shop.clock.advance(0);
    assert.equal(typeof eventsOf(shop)[0]?.["store_id"], "number");
  });

  it("of a deleted hook are not retried", async () => {
    const shop = aStore();
    const id = shop.createHook("store/cart/converted");
    shop.respondToWebhooks(500);
    shop.store.place();
    await shop.clock.advance(0);
    shop.request(`/v3/hooks/${id}`, { method: "DELETE" });
    await shop.clock.advance(3 * day);
    assert.equal(shop.received.length, 1);
  });
});
