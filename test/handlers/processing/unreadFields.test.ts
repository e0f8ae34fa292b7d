import assert from "node:assert/strict";
import type { Transport } from "../../../adapters/httpTransport";
import { smallService } from "../../support/smallService";

/** The service on a store whose responses are rewritten. */
const setUp = (rewrite: (text: string) => string, lines = 2) => {
  const transport =
    (send: Transport): Transport =>
    async (request) => {
      const response = await send(request);
      return { ...response, text: rewrite(response.text) };
    };
  const service = smallService({ transport });
  const { id } = service.store.place({ kind: "physical", lines, coupons: 1 });
  service.enqueueWebhook(id);
  return { ...service, id };
};

type Service = ReturnType<typeof setUp>;

const assertTaken = async ({ process, rows, store, id, logged }: Service, lines: number) => {
  await process();
  const row = rows.get(id);
  assert.equal(row?.state, "acknowledged", JSON.stringify(logged.slice(-3)));
  assert.equal(store.statusOf(id), 9);
  assert.equal((row["products"] as unknown[]).length, lines);
  assert.equal((row["coupons"] as unknown[]).length, 1);
};

describe("processOrders, with an order whose fields hold what nobody expects", () => {
  const ownToString = '{"toString":1,"valueOf":1}';
  for (const value of ["576461413038785752", "1e-140", "0.12345678901234567890", ownToString])
    for (const field of [
      "external_id",
      "refunded_amount",
      "payment_status",
      "coupon_discount",
      "base_shipping_cost",
      "shipping_cost_inc_tax",
      "items_total",
      "shipping_address_count",
      "applied_discounts",
      "total_inc_tax",
    ])
      it(`takes an order with ${value} as its ${field}, and as that of its lines`, async () => {
        const named = new RegExp(`"${field}":("[^"]*"|null|\\d+|\\[[^\\]]*\\])`, "g");
        const service = setUp((text) => text.replace(named, `"${field}":${value}`));
        await assertTaken(service, 2);
      });

  it("takes an order with a discount whose id has a toString of its own", async () => {
    const discount = `"applied_discounts":[{"id":${ownToString}}]`;
    await assertTaken(
      setUp((text) => text.replace(/"applied_discounts":\[[^\]]*\]/g, discount)),
      2,
    );
  });

  for (const [what, idOf] of [
    ["numbers that differ beyond a double's precision", (id: string) => `57646141303878${id}`],
    ["texts", (id: string) => `"line-${id}"`],
  ] as const)
    for (const lines of [2, 60])
      it(`keeps all ${lines} lines of an order whose ids are ${what}`, async () => {
        const rewrite = (text: string) =>
          text.replace(/"id":(\d+),"order_id"/g, (_, id: string) => `"id":${idOf(id)},"order_id"`);
        const service = setUp(rewrite, lines);
        await assertTaken(service, lines);
        const { rows, id } = service;
        const ids = (rows.get(id)?.["products"] as { id: unknown }[]).map((line) =>
          String(line.id),
        );
        assert.deepEqual(ids, [...new Set(ids)].sort());
      });
});
