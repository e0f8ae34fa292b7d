import { type MissingLooks, withLook } from "../../../domain/missingOrder";
import type { MissingOrders } from "../../../ports";

/** The looks for missing orders, in memory. */
export const memoryMissingOrders = (): MissingOrders => {
  const series = new Map<number, MissingLooks>();
  return {
    async countLook(orderId, { at, foundAt }) {
      const looks = withLook(series.get(orderId), at, foundAt);
      series.set(orderId, looks);
      return looks;
    },
  };
};
