import { type OrderSnapshot, toSnapshot } from "../../domain/record";
import type { Lease } from "../../ports";
import { anAddress, anOrder, lines } from "./anOrder";

/** Order 100 with its lists, read at 10:01; `over` replaces fields. */
export const aSnapshot = (over: Partial<OrderSnapshot> = {}): OrderSnapshot => {
  const id = over.id ?? 100;
  const parts = { products: lines(id, 1), shippingAddresses: [anAddress(id)], coupons: [] };
  return { ...toSnapshot(anOrder({ id }), parts, "2026-11-21T10:01:00.000Z"), ...over };
};

/** A lease taken at 10:01 for two minutes. */
export const aLease = (over: Partial<Lease> = {}): Lease => ({
  id: "mine",
  acknowledgeAs: 9,
  at: new Date("2026-11-21T10:01:00.000Z"),
  until: new Date("2026-11-21T10:03:00.000Z"),
  traceId: "trace-1",
  ...over,
});
