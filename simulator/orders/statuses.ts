/** A status; every store has all fifteen, and merchants can only rename them. */
export interface Status {
  readonly id: number;
  readonly name: string;
  /** Position in `/orders/count` and in the control panel. */
  readonly sortOrder: number;
  readonly description: string;
}

const inDisplayOrder: readonly (readonly [id: number, name: string, description: string])[] = [
  [0, "Incomplete", "A shopper reached the payment page but did not finish."],
  [1, "Pending", "A checkout was started but not completed."],
  [7, "Awaiting Payment", "Checkout is done; payment is not confirmed yet."],
  [11, "Awaiting Fulfillment", "Checkout is done and payment is confirmed."],
  [9, "Awaiting Shipment", "Packed and waiting for the carrier."],
  [8, "Awaiting Pickup", "Packed and waiting for the customer."],
  [3, "Partially Shipped", "Some of the items were shipped."],
  [10, "Completed", "Shipped and received, or paid and downloadable."],
  [2, "Shipped", "Shipped; receipt is not confirmed."],
  [5, "Cancelled", "Cancelled by the seller."],
  [6, "Declined", "Declined by the seller."],
  [4, "Refunded", "Refunded by the seller."],
  [13, "Disputed", "The customer disputes the payment."],
  [12, "Manual Verification Required", "On hold until somebody confirms something."],
  [14, "Partially Refunded", "Refunded in part by the seller."],
];

/** All fifteen, in display order. */
export const statuses: readonly Status[] = inDisplayOrder.map(
  ([id, name, description], sortOrder) => ({
    id,
    name,
    sortOrder,
    description,
  }),
);

const names = new Map(statuses.map(({ id, name }) => [id, name]));

export const isStatusId = (value: unknown): value is number =>
  typeof value === "number" && names.has(value);

export const statusName = (id: number): string => names.get(id) ?? `Status ${id}`;
