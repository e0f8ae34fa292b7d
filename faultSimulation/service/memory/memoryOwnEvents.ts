import type { OwnEvents } from "../../../ports";

/** The claims of own status changes, in memory: the first trace to claim an order keeps the claim. */
export const memoryOwnEvents = (): OwnEvents => {
  const claims = new Map<number, string>();
  return {
    async claim(orderId, traceId) {
      if (!claims.has(orderId)) claims.set(orderId, traceId);
      return claims.get(orderId) === traceId;
    },
  };
};
