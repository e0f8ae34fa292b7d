import assert from "node:assert/strict";
import type { Order } from "../../domain/order";
import { decideImport, type ImportAction, type ImportCase } from "../../domain/sampleImport";
import { parseSampleOrder } from "../../domain/sampleOrder";
import { anOrder, lines } from "../support/anOrder";
import { aSampleItem } from "../support/aSampleItem";

const rules = { newOrderStatusIds: [7, 10, 11], physicalStatusId: 9, digitalStatusId: 8 };
const lists = { products: lines(100, 1), shipping_addresses: [], coupons: [] };
const sampleOf = (over: Partial<Order> = {}) => parseSampleOrder(aSampleItem(anOrder(over), lists));

const later = { date_modified: "Sat, 21 Nov 2026 10:09:00 +0000" };
const digital = { order_is_digital: true };
const replicated = { id: 100, state: "replicated", modifiedAt: "", readAt: "" } as const;

type Fields = Partial<Order> & Readonly<Record<string, unknown>>;

const cases: readonly (readonly [
  title: string,
  order: Fields,
  action: ImportAction,
  over?: Partial<ImportCase>,
])[] = [
  ["an order in the sample's status", { status_id: 9, ...later }, "import"],
  ["a digital order in its status", { status_id: 8, ...digital, ...later }, "import"],
  ["a shipped order", { status_id: 2, ...later }, "import"],
  ["a completed physical order", { status_id: 10, ...later }, "import"],
  ["a refunded order", { status_id: 4, ...later }, "import"],
  ["an order that was acknowledged in the second of its change", { status_id: 9 }, "import"],
  ["an order that this service copied", { status_id: 9 }, "import", { row: replicated }],
  ["an order that was cancelled afterwards", { status_id: 5, ...later }, "import"],
  ["an order whose status was never set", {}, "leave new"],
  ["a digital order whose status was never set", { status_id: 10, ...digital }, "leave new"],
  ["an order held back and not changed since", { status_id: 12 }, "leave new"],
  ["a new order that changed since", later, "decide"],
  ["a held order that changed since", { status_id: 12, ...later }, "decide"],
  ["an incomplete order that changed since", { status_id: 0, ...later }, "decide"],
  ["a new order of which items were shipped", { items_shipped: 1, ...later }, "import"],
  [
    "a new order with a date of shipment",
    { date_shipped: later.date_modified, ...later },
    "import",
  ],
  [
    "a new order that the sample found acknowledged",
    later,
    "import",
    {
      sample: sampleOf({ status_id: 9 }),
    },
  ],
  ["a new order that you know acknowledged", later, "import", { verdict: "acknowledged" }],
  ["a new order that you know new", later, "leave new", { verdict: "not acknowledged" }],
  [
    "an order in the sample's status, whatever you say",
    { status_id: 9, ...later },
    "import",
    {
      verdict: "not acknowledged",
    },
  ],
  ["an order that the sample lost", { status_id: 9 }, "import", { sample: undefined }],
  [
    "an order with an acknowledged record",
    later,
    "imported before",
    {
      row: { ...replicated, state: "acknowledged" },
    },
  ],
];

describe("decideImport", () => {
  for (const [title, fields, action, over] of cases)
    it(`decides "${action}" for ${title}`, () => {
      const decision = decideImport({ order: anOrder(fields), sample: sampleOf(), ...over }, rules);
      assert.equal(decision.action, action, decision.why);
    });

  it("follows the statuses of the stack", () => {
    const other = { newOrderStatusIds: [9], physicalStatusId: 3, digitalStatusId: 3 };
    const order = anOrder({ status_id: 9 });
    assert.equal(
      decideImport({ order, sample: sampleOf({ status_id: 9 }) }, other).action,
      "leave new",
    );
  });
});
