import type { OwnEvents } from "../../../ports";

/** Marks of echoes in memory. */
export const memoryOwnEvents = (): OwnEvents => {
  const taken = new Map<number, string>();
  return {
    async claim(orderId, traceId) {
      if (!taken.has(orderId)) taken.set(orderId, traceId);
      return taken.get(orderId) === traceId;
    },
  };
};
