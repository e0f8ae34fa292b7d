import assert from "node:assert/strict";
import type { Order } from "../../domain/order";
import { toSnapshot } from "../../domain/record";
import { findingsIn, type SampleFinding } from "../../domain/sampleFindings";
import { parseSampleOrder } from "../../domain/sampleOrder";
import { anAddress, anOrder, lines } from "../support/anOrder";
import { aSampleItem } from "../support/aSampleItem";

const statuses = { physicalStatusId: 9, digitalStatusId: 8 };
type Fields = Partial<Order> & Readonly<Record<string, unknown>>;

interface Version {
  readonly order: Fields;
  readonly lines?: number;
  readonly city?: string;
  readonly coupons?: readonly { readonly id: number }[];
}

const partsOf = ({ lines: count = 1, city = "Bath", coupons = [{ id: 1 }] }: Version) => ({
  products: lines(100, count),
  shippingAddresses: [{ ...anAddress(100), city }],
  coupons,
});

const sampleOf = (version: Version) => {
  const { products, shippingAddresses, coupons } = partsOf(version);
  const lists = { products, shipping_addresses: shippingAddresses, coupons };
  const sample = parseSampleOrder(aSampleItem(anOrder(version.order), lists));
  assert.ok(sample);
  return sample;
};

const liveOf = (version: Version) => {
  const order = anOrder(version.order);
  return { order, snapshot: toSnapshot(order, partsOf(version), "2026-11-21T11:00:00.000Z") };
};

const acknowledged = { status_id: 9, date_modified: "Sat, 21 Nov 2026 10:09:00 +0000" };
const storedVersion = "2026-11-21T10:00:05.000Z";

const cases: readonly (readonly [
  title: string,
  stored: Version,
  live: Version,
  findings: readonly SampleFinding[],
])[] = [
  ["an order that was only acknowledged", { order: {} }, { order: acknowledged }, []],
  [
    "an order of 120 lines",
    { order: {}, lines: 120 },
    { order: acknowledged, lines: 120 },
    [{ kind: "truncated", list: "products", stored: 50, inStore: 120 }],
  ],
  [
    "an order of exactly 50 lines",
    { order: {}, lines: 50 },
    { order: acknowledged, lines: 50 },
    [],
  ],
  [
    "an order that was edited after it was stored",
    { order: {} },
    { order: { ...acknowledged, total_inc_tax: "12.0000" }, lines: 2 },
    [{ kind: "stale", storedVersion, fields: ["total_inc_tax", "products"] }],
  ],
  [
    "an order with a new destination",
    { order: {} },
    { order: acknowledged, city: "Wells" },
    [{ kind: "stale", storedVersion, fields: ["addresses"] }],
  ],
  [
    "money that the store formats in another way",
    { order: { total_inc_tax: "9.99" } },
    { order: acknowledged },
    [],
  ],
  [
    "a completed order that waits for shipment",
    { order: { status_id: 10 } },
    { order: acknowledged },
    [{ kind: "reopened", evidence: ["10 Completed when the sample took it"] }],
  ],
  [
    "a shipped and refunded order that waits for shipment",
    { order: { items_shipped: 0 } },
    {
      order: {
        ...acknowledged,
        date_shipped: "Sat, 21 Nov 2026 10:08:00 +0000",
        items_shipped: 1,
        payment_status: "refunded",
      },
    },
    [
      { kind: "stale", storedVersion, fields: ["items_shipped", "payment_status"] },
      {
        kind: "reopened",
        evidence: [
          "it has a date of shipment",
          "1 of its items were shipped",
          "its payment was refunded",
        ],
      },
    ],
  ],
  [
    "a completed order that was completed again",
    { order: { status_id: 10 } },
    { order: { ...acknowledged, status_id: 10 } },
    [],
  ],
  [
    "a digital order",
    { order: { status_id: 10, order_is_digital: true } },
    { order: { ...acknowledged, status_id: 8, order_is_digital: true } },
    [],
  ],
  [
    "an order without coupons",
    { order: {}, coupons: [] },
    { order: acknowledged, coupons: [] },
    [{ kind: "text-lists", lists: ["coupons"] }],
  ],
];

describe("findingsIn", () => {
  for (const [title, stored, live, findings] of cases)
    it(`reports ${findings.map(({ kind }) => kind).join(" and ") || "nothing"} of ${title}`, () => {
      assert.deepEqual(findingsIn(sampleOf(stored), liveOf(live), statuses), findings);
    });

  it("reports no values of fields", () => {
    const live = liveOf({ order: { ...acknowledged, total_inc_tax: "77.7700" }, city: "Wells" });
    const text = JSON.stringify(findingsIn(sampleOf({ order: {} }), live, statuses));
    assert.doesNotMatch(text, /77\.77|Wells|Bath|Ada/);
  });
});
