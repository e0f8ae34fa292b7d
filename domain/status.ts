/** BigCommerce's order statuses: fixed ids, names a merchant may relabel (V2 `GET /order_statuses`). */
export const Status = {
  Incomplete: 0,
  Pending: 1,
  Shipped: 2,
  PartiallyShipped: 3,
  Refunded: 4,
  Cancelled: 5,
  Declined: 6,
  AwaitingPayment: 7,
  AwaitingPickup: 8,
  AwaitingShipment: 9,
  Completed: 10,
  AwaitingFulfillment: 11,
  ManualVerificationRequired: 12,
  Disputed: 13,
  PartiallyRefunded: 14,
} as const;

const names = new Map<number, string>(
  Object.entries(Status).map(([name, id]) => [id, name.replace(/(?<=[a-z])(?=[A-Z])/g, " ")]),
);

/** `11 Awaiting Fulfillment`, for people. */
export const describeStatus = (id: number): string => `${id} ${names.get(id) ?? "unknown status"}`;

/** The merchant's choices about statuses, the same for poll and processor. */
export interface StatusRules {
  readonly newOrderStatusIds: readonly number[];
  /** ISO instant; orders created before it are never touched. Empty: no limit. */
  readonly startFrom: string;
}

/** Where an acknowledged order goes. */
export interface AcknowledgedStatuses {
  readonly physicalStatusId: number;
  readonly digitalStatusId: number;
}

export interface OrderStatus {
  readonly status_id: number;
  readonly order_is_digital: boolean;
}

/**
 * Says whether nobody has taken the order yet. Completed means "paid and downloadable" for a digital
 * order, but "shipped and received" for a physical one, so it is new only when digital.
 */
export const isNew = (order: OrderStatus, newOrderStatusIds: readonly number[]): boolean =>
  newOrderStatusIds.includes(order.status_id) &&
  (order.status_id !== Status.Completed || order.order_is_digital);

/** Says whether the shopper has not finished the checkout, as far as the store knows. */
export const isCheckoutIncomplete = ({ status_id }: OrderStatus): boolean =>
  status_id === Status.Incomplete || status_id === Status.Pending;

/** Says whether the order was created before the merchant's starting line. */
export const isBefore = (createdAt: string, startFrom: string): boolean =>
  startFrom !== "" && createdAt < startFrom;

export const acknowledgedStatus = (order: OrderStatus, to: AcknowledgedStatuses): number =>
  order.order_is_digital ? to.digitalStatusId : to.physicalStatusId;
