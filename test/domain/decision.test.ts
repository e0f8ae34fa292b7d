import assert from "node:assert/strict";
import {
  decide,
  type Decision,
  type DecisionContext,
  type ReplicationRules,
} from "../../domain/decision";
import { Failure } from "../../domain/failure";
import type { Replication } from "../../domain/record";
import { anOrder } from "../support/anOrder";

const rules: ReplicationRules = {
  newOrderStatusIds: [7, 10, 11],
  physicalStatusId: 9,
  digitalStatusId: 8,
  startFrom: "",
  acknowledge: "on",
};
const now = new Date("2026-11-21T10:05:00.000Z");
const earlier = "2026-11-21T10:04:59.999Z";
const later = "2026-11-21T10:06:00.000Z";

const aRow = (over: Partial<Replication> = {}): Replication => ({
  id: 100,
  state: "stored",
  modifiedAt: "2026-11-21T10:00:05.000Z",
  readAt: "2026-11-21T10:01:00.000Z",
  acknowledgeAs: 9,
  ...over,
});

interface Case {
  readonly title: string;
  readonly order?: Parameters<typeof anOrder>[0];
  readonly row?: Replication;
  readonly rules?: Partial<ReplicationRules>;
  readonly by?: Partial<DecisionContext>;
  readonly then: Decision;
}

const context: DecisionContext = { claimId: "mine", now, isFromCheckout: false, isForced: false };
const parked = aRow({ state: "parked", parkedVersion: "2026-11-21T10:00:05.000Z" });

const cases: Case[] = [
  { title: "acknowledges a new physical order as 9", then: { kind: "acknowledge", statusId: 9 } },
  {
    title: "acknowledges a new digital order as 8",
    order: { status_id: 10, order_is_digital: true },
    then: { kind: "acknowledge", statusId: 8 },
  },
  {
    title: "replicates without acknowledging when that is off",
    rules: { acknowledge: "off" },
    then: { kind: "replicate" },
  },
  ...[0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14].map((status_id): Case => ({
    title: `never touches a physical order in status ${status_id}`,
    order: { status_id },
    then: { kind: "skip", why: "not new" },
  })),
  {
    title: "skips an archived order",
    order: { is_deleted: true },
    then: { kind: "skip", why: "archived" },
  },
  {
    title: "skips an order created before startFrom",
    rules: { startFrom: "2026-11-21T10:00:00.001Z" },
    then: { kind: "skip", why: "created before 2026-11-21T10:00:00.001Z" },
  },
  {
    title: "waits for the live lease of another invocation",
    row: aRow({ claimedUntil: later, claimId: "other" }),
    then: { kind: "wait", until: later },
  },
  {
    title: "does not wait for its own lease",
    row: aRow({ claimedUntil: later, claimId: "mine" }),
    then: { kind: "acknowledge", statusId: 9 },
  },
  {
    title: "acknowledges again after a lease that expired with the status unchanged",
    row: aRow({ claimedUntil: earlier, claimId: "other" }),
    then: { kind: "acknowledge", statusId: 9 },
  },
  {
    title: "resolves the intent as acknowledged when the store already shows the intended status",
    order: { status_id: 9 },
    row: aRow({ claimedUntil: earlier, claimId: "other" }),
    then: { kind: "resolve-intent", as: "acknowledged" },
  },
  {
    title: "resolves by the intended status, not by the status of a changed setting",
    order: { status_id: 9 },
    row: aRow(),
    rules: { physicalStatusId: 3 },
    then: { kind: "resolve-intent", as: "acknowledged" },
  },
  {
    title: "reports a lost update when the order was refunded since the intent",
    order: { status_id: 9, payment_status: "refunded" },
    row: aRow({ payment: { payment_status: "captured" } }),
    then: {
      kind: "resolve-intent",
      as: "acknowledged",
      lostUpdate: new Failure(
        "order.overwritten",
        'About when we set its status to 9 Awaiting Shipment, its payment became "refunded"',
        { details: { orderId: 100 } },
      ),
    },
  },
  {
    title: "reports no lost update when staff moved the refunded order",
    order: { status_id: 4, payment_status: "refunded" },
    row: aRow({ payment: { payment_status: "captured" } }),
    then: { kind: "resolve-intent", as: "left" },
  },
  {
    title: "leaves an order that staff moved after the intent",
    order: { status_id: 5 },
    row: aRow(),
    then: { kind: "resolve-intent", as: "left" },
  },
  {
    title: "never acknowledges twice, even if the order returns to a new status",
    row: aRow({ state: "acknowledged" }),
    then: { kind: "refresh", why: "acknowledged before" },
  },
  {
    title: "refreshes a replicated order that is no longer new",
    order: { status_id: 4 },
    row: aRow({ state: "replicated" }),
    then: { kind: "refresh", why: "not new: 4 Refunded" },
  },
  {
    title: "acknowledges an order replicated while acknowledging was off",
    row: aRow({ state: "replicated" }),
    then: { kind: "acknowledge", statusId: 9 },
  },
  {
    title: "retries an incomplete order that a webhook announced",
    order: { status_id: 0 },
    by: { isFromCheckout: true },
    then: { kind: "incomplete" },
  },
  {
    title: "skips an incomplete order that no webhook announced",
    order: { status_id: 1 },
    then: { kind: "skip", why: "not new" },
  },
  {
    title: "refreshes a stored order that a webhook announced and that is incomplete again",
    order: { status_id: 1 },
    row: aRow({ state: "acknowledged" }),
    by: { isFromCheckout: true },
    then: { kind: "refresh", why: "acknowledged before" },
  },
  {
    title: "refreshes a parked version that its row marks as archived, though it is living",
    row: { ...parked, archivedAt: "2026-11-21T10:01:00.000Z" },
    then: { kind: "refresh", why: "parked before" },
  },
  {
    title: "skips a poll's message about a parked version",
    row: parked,
    then: { kind: "skip", why: "parked before" },
  },
  {
    title: "retries a parked version when the request is forced",
    row: parked,
    by: { isForced: true },
    then: { kind: "acknowledge", statusId: 9 },
  },
  {
    title: "retries an order that changed since it was parked",
    order: { date_modified: "Sat, 21 Nov 2026 10:00:06 +0000" },
    row: parked,
    then: { kind: "acknowledge", statusId: 9 },
  },
  {
    title: "resolves a parked order as acknowledged when the store shows the intended status",
    order: { status_id: 9, date_modified: "Sat, 21 Nov 2026 10:00:06 +0000" },
    row: parked,
    then: { kind: "resolve-intent", as: "acknowledged" },
  },
  {
    title: "refreshes a parked order that staff moved",
    order: { status_id: 2 },
    row: parked,
    then: { kind: "refresh", why: "not new: 2 Shipped" },
  },
  {
    title: "acknowledges an order that was left and is new again",
    row: aRow({ state: "left" }),
    then: { kind: "acknowledge", statusId: 9 },
  },
];

describe("decide", () => {
  for (const { title, order, row, rules: over, by, then } of cases) {
    it(title, () => {
      const decision = decide(anOrder(order), row, { ...rules, ...over }, { ...context, ...by });
      if (then.kind === "skip" && then.why === "not new") {
        assert.equal(decision.kind, "skip");
        assert.match("why" in decision ? decision.why : "", /^not new: \d+ [A-Z]/);
      } else {
        assert.deepEqual(decision, then);
      }
    });
  }
});
