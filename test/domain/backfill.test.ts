import assert from "node:assert/strict";
import { type BackfillCase, comparedSince, decideBackfill } from "../../domain/backfill";
import { fingerprintOf, type Replication } from "../../domain/record";
import { anOrder } from "../support/anOrder";

const restoredTo = "2026-01-10T12:00:00.000Z";
const rules = {
  newOrderStatusIds: [7, 10, 11],
  physicalStatusId: 9,
  digitalStatusId: 8,
  restoredTo,
};
const before = "Fri, 09 Jan 2026 12:00:00 +0000";
const since = "Sat, 10 Jan 2026 13:00:00 +0000";

const aRow = (over: Partial<Replication> = {}): Replication => ({
  id: 100,
  state: "replicated",
  modifiedAt: "2026-01-10T11:00:00.000Z",
  readAt: "2026-01-10T11:00:00.000Z",
  ...over,
});

const orderIn = (status_id: number, over: object = {}) =>
  anOrder({ status_id, date_modified: since, ...over });

const decided = (status: number, found: Partial<BackfillCase> = {}, over: object = {}) =>
  decideBackfill({ order: orderIn(status, over), statusChanges: [], ...found }, rules).action;

describe("decideBackfill", () => {
  it("records an order that was handled since the restored instant", () => {
    for (const status of [9, 8, 2, 4, 5, 13, 14]) assert.equal(decided(status), "record");
  });

  it("records a re-opened order that the previous table or a webhook shows as acknowledged", () => {
    const previousRow = aRow({ state: "acknowledged" });
    assert.equal(decided(11, { previousRow }), "record");
    assert.equal(decided(11, { statusChanges: [{ from: 11, to: 9 }] }), "record");
    assert.equal(decided(11, { row: aRow(), statusChanges: [{ from: 11, to: 9 }] }), "record");
  });

  it("leaves a new order to the service, whatever other change a webhook announced", () => {
    assert.equal(decided(11), "queue");
    assert.equal(decided(11, { statusChanges: [{ from: 0, to: 11 }] }), "queue");
    assert.equal(decided(11, { row: aRow(), previousRow: aRow() }), "queue");
  });

  it("records no order that was handled before the restored instant and never had a row", () => {
    assert.equal(decided(9, {}, { date_modified: before }), "skip");
    assert.equal(decided(9, { row: aRow() }, { date_modified: before }), "record");
  });

  it("refreshes a row that is older than the order", () => {
    assert.equal(decided(9, { row: aRow({ state: "acknowledged" }) }), "refresh");
    assert.equal(decided(11, { row: aRow({ state: "acknowledged" }) }), "refresh");
    assert.equal(decided(12, { row: aRow({ state: "left" }) }), "refresh");
  });

  it("refreshes the row of a living order that the row marks as archived", () => {
    const archived = { fingerprint: fingerprintOf(orderIn(9)), archivedAt: before };
    assert.equal(decided(9, { row: aRow({ state: "acknowledged", ...archived }) }), "refresh");
  });

  it("leaves an unchanged row as it is, unless the row is an intent", () => {
    const fingerprint = fingerprintOf(orderIn(9));
    assert.equal(decided(9, { row: aRow({ fingerprint }) }), "up to date");
    assert.equal(decided(9, { row: aRow({ state: "stored", fingerprint }) }), "record");
  });

  it("gives a held-back order the record again that the previous table had", () => {
    assert.equal(decided(12, { previousRow: aRow({ state: "left" }) }), "replicate");
    assert.equal(decided(12), "skip");
  });

  it("compares orders that changed up to three days before, since records can lag behind", () => {
    assert.equal(comparedSince(rules), "2026-01-07T12:00:00.000Z");
  });
});
