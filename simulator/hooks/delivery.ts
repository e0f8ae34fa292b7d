import type { JsonObject } from "../json";

export interface DeliveryAttempt {
  readonly at: number;
  /** The status answered, or why there was none. */
  readonly result: number | string;
}

/** One event on its way to one hook. */
export interface Delivery {
  readonly hookId: number;
  readonly scope: string;
  readonly destination: string;
  readonly data: JsonObject;
  readonly createdAt: number;
  state: "pending" | "delivered" | "failed" | "dropped";
  readonly attempts: DeliveryAttempt[];
}

export const isSuccess = (result: number | string): boolean =>
  typeof result === "number" && result >= 200 && result < 300;

export interface DeliveryLog {
  readonly add: (delivery: Delivery) => void;
  /** Newest first. */
  readonly latest: () => readonly Delivery[];
}

const kept = 1000;

/** Remembers the newest deliveries only, so that a long run stays small. */
export const deliveryLog = (): DeliveryLog => {
  let deliveries: Delivery[] = [];
  return {
    add(delivery) {
      deliveries.push(delivery);
      if (deliveries.length > 2 * kept) deliveries = deliveries.slice(-kept);
    },
    latest: () => deliveries.slice(-kept).reverse(),
  };
};
