import assert from "node:assert/strict";
import { acknowledgedStatus, describeStatus, isBefore, isNew } from "../../domain/status";

const newOrderStatusIds = [7, 10, 11];

describe("isNew", () => {
  const physical = new Set([7, 11]);
  const digital = new Set([7, 10, 11]);
  for (let status_id = 0; status_id <= 14; status_id += 1) {
    const name = describeStatus(status_id);
    it(`calls a physical order in ${name} ${physical.has(status_id) ? "new" : "not new"}`, () => {
      const order = { status_id, order_is_digital: false };
      assert.equal(isNew(order, newOrderStatusIds), physical.has(status_id));
    });
    it(`calls a digital order in ${name} ${digital.has(status_id) ? "new" : "not new"}`, () => {
      const order = { status_id, order_is_digital: true };
      assert.equal(isNew(order, newOrderStatusIds), digital.has(status_id));
    });
  }

  it("excludes unpaid orders when the setting lacks Awaiting Payment", () => {
    assert.equal(isNew({ status_id: 7, order_is_digital: false }, [10, 11]), false);
  });
});

describe("acknowledgedStatus", () => {
  const to = { physicalStatusId: 9, digitalStatusId: 8 };
  it("is the physical status for an order with anything to ship", () => {
    assert.equal(acknowledgedStatus({ status_id: 11, order_is_digital: false }, to), 9);
  });
  it("is the digital status for an order of downloads only", () => {
    assert.equal(acknowledgedStatus({ status_id: 10, order_is_digital: true }, to), 8);
  });
});

describe("isBefore", () => {
  it("is false without a startFrom", () => {
    assert.equal(isBefore("2001-01-01T00:00:00.000Z", ""), false);
  });
  it("is true a millisecond before startFrom, and false at startFrom", () => {
    const startFrom = "2026-11-21T10:00:00.000Z";
    assert.equal(isBefore("2026-11-21T09:59:59.999Z", startFrom), true);
    assert.equal(isBefore(startFrom, startFrom), false);
  });
});

describe("describeStatus", () => {
  it("names ids as the control panel does", () => {
    assert.equal(describeStatus(12), "12 Manual Verification Required");
  });
  it("describes an id that BigCommerce does not have as unknown", () => {
    assert.equal(describeStatus(15), "15 unknown status");
  });
});
