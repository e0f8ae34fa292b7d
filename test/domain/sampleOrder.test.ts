import assert from "node:assert/strict";
import { parseSampleOrder } from "../../domain/sampleOrder";
import { anAddress, anOrder, lines } from "../support/anOrder";
import { aSampleItem } from "../support/aSampleItem";

const lists = { products: lines(100, 3), shipping_addresses: [anAddress(100)], coupons: [] };

describe("parseSampleOrder", () => {
  it("reads version, status and lists of an item", () => {
    const sample = parseSampleOrder(aSampleItem(anOrder(), lists));
    assert.deepEqual(
      [sample?.id, sample?.statusId, sample?.modifiedAt, sample?.createdAt],
      [100, 11, "2026-11-21T10:00:05.000Z", "2026-11-21T10:00:00.000Z"],
    );
    assert.deepEqual(sample?.lists, {
      products: { length: 3, isText: false },
      shippingAddresses: { length: 1, isText: false },
      coupons: { length: 0, isText: true },
    });
  });

  it("keeps the fields that show a change, and no list", () => {
    const { fields } = parseSampleOrder(aSampleItem(anOrder(), lists)) ?? {};
    assert.equal(fields?.["total_inc_tax"], "9.9900");
    assert.ok(!("products" in (fields ?? {})) && !("status" in (fields ?? {})));
  });

  it("accepts an id that was stored as text, and addresses by the record's name", () => {
    const { shipping_addresses, ...item } = aSampleItem(anOrder(), lists);
    const sample = parseSampleOrder({ ...item, id: "100", shippingAddresses: shipping_addresses });
    assert.equal(sample?.id, 100);
    assert.equal(sample.lists.shippingAddresses.length, 1);
  });

  for (const field of ["id", "status_id", "date_modified", "date_created"])
    it(`finds no order in an item without ${field}`, () => {
      const item = { ...aSampleItem(anOrder(), lists), [field]: undefined };
      assert.equal(parseSampleOrder(item), undefined);
    });

  it("finds no order in a record of this service", () => {
    assert.equal(parseSampleOrder({ id: 100, state: "acknowledged", order: anOrder() }), undefined);
  });
});
