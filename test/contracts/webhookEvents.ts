import assert from "node:assert/strict";
import type { WebhookEvents } from "../../ports";

/** A Webhooks table under test, and a way to look at the rows of an order past the port. */
export interface WebhookEventsUnderTest {
  readonly events: WebhookEvents;
  readonly rows: (orderId: number) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const event = { orderId: 7, eventId: "e1", scope: "store/cart/converted", signed: false };
const at = new Date("2026-11-21T10:00:00.000Z");

/** What any Webhooks table must do. `make` gives an empty one. */
export const describeWebhookEvents = (
  name: string,
  make: () => Promise<WebhookEventsUnderTest>,
): void => {
  describe(`${name}, as a Webhooks table`, () => {
    let table: WebhookEventsUnderTest;
    beforeEach(async () => {
      table = await make();
    });

    it("keeps an event as it first came, whatever comes after", async () => {
      await table.events.add(event, { at, traceId: "first" });
      await table.events.add(event, { at: new Date(at.getTime() + 60_000), traceId: "second" });
      const [row, ...others] = await table.rows(7);
      assert.deepEqual(others, []);
      assert.deepEqual([row?.["traceId"], row?.["receivedAt"]], ["first", at.toISOString()]);
      assert.deepEqual([row?.["eventId"], row?.["scope"]], ["e1", "store/cart/converted"]);
    });

    it("keeps every event of an order", async () => {
      await table.events.add(event, { at, traceId: "t" });
      await table.events.add({ ...event, eventId: "e2" }, { at, traceId: "t" });
      await table.events.add({ ...event, orderId: 8 }, { at, traceId: "t" });
      assert.equal((await table.rows(7)).length, 2);
      assert.equal((await table.rows(8)).length, 1);
    });
  });
};
