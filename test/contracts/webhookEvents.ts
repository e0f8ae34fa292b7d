import assert from "node:assert/strict";
import type { WebhookEvents } from "../../ports";

/** A Webhooks table under test, and the rows of an order, read past the port. */
export interface WebhookEventsUnderTest {
  readonly events: WebhookEvents;
  readonly rows: (orderId: number) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const event = { orderId: 7, eventId: "e1", scope: "store/cart/converted", signed: false };
const at = new Date("2026-11-21T10:00:00.000Z");
const why = "a new order";

/** The contract of any Webhooks table. `make` returns an empty one. */
export const describeWebhookEvents = (
  name: string,
  make: () => Promise<WebhookEventsUnderTest>,
): void => {
  describe(`${name}, as a Webhooks table`, () => {
    let table: WebhookEventsUnderTest;
    beforeEach(async () => {
      table = await make();
    });

    it("keeps an event as it first arrived: later duplicates change nothing", async () => {
      await table.events.add(event, { at, traceId: "first", why });
      await table.events.add(event, {
        at: new Date(at.getTime() + 60_000),
        traceId: "second",
        why,
      });
      const [row, ...others] = await table.rows(7);
      assert.deepEqual(others, []);
      assert.deepEqual([row?.["traceId"], row?.["receivedAt"]], ["first", at.toISOString()]);
      assert.deepEqual([row?.["eventId"], row?.["scope"]], ["e1", "store/cart/converted"]);
    });

    it("returns the trace of an event, and none of an event that never arrived", async () => {
      assert.equal(await table.events.find(event), undefined);
      await table.events.add(event, { at, traceId: "t", why });
      const { receivedAt, decision } = (await table.events.find(event)) ?? {};
      assert.deepEqual([receivedAt, decision], [at.toISOString(), "queued"]);
      assert.equal((await table.rows(7))[0]?.["why"], why);
      assert.equal(await table.events.find({ ...event, orderId: 8 }), undefined);
      assert.equal(await table.events.find({ ...event, eventId: "e2" }), undefined);
    });

    it("stores every event of an order", async () => {
      await table.events.add(event, { at, traceId: "t", why });
      await table.events.add({ ...event, eventId: "e2" }, { at, traceId: "t", why });
      await table.events.add({ ...event, orderId: 8 }, { at, traceId: "t", why });
      assert.equal((await table.rows(7)).length, 2);
      assert.equal((await table.rows(8)).length, 1);
    });
  });
};
