import type { JsonObject } from "../json";

export interface DeliveryAttempt {
  readonly at: number;
  /** The status of the response, or the message of the error. */
  readonly result: number | string;
}

/** The record of one event's delivery to one hook. */
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

const maxEntries = 1000;

/** Keeps only the newest deliveries, so that memory stays bounded in a long run. */
export const deliveryLog = (): DeliveryLog => {
  let deliveries: Delivery[] = [];
  return {
    add(delivery) {
      deliveries.push(delivery);
      if (deliveries.length > 2 * maxEntries) deliveries = deliveries.slice(-maxEntries);
    },
    latest: () => deliveries.slice(-maxEntries).reverse(),
  };
};
