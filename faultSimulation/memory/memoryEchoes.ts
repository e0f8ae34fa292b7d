import type { Echoes } from "../../ports";

/** Marks of echoes in memory. */
export const memoryEchoes = (): Echoes => {
  const taken = new Map<number, string>();
  return {
    async take(orderId, traceId) {
      if (!taken.has(orderId)) taken.set(orderId, traceId);
      return taken.get(orderId) === traceId;
    },
  };
};
