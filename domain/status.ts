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

/** As in `11 Awaiting Fulfillment`. */
export const describeStatus = (id: number): string => `${id} ${names.get(id) ?? "unknown status"}`;

/** The merchant's settings about statuses, the same for polling and processing. */
export interface StatusRules {
  readonly newOrderStatusIds: readonly number[];
  /** ISO instant; orders created before it are never touched. Empty: no limit. */
  readonly startFrom: string;
}

/** The statuses of acknowledged orders. */
export interface AcknowledgedStatuses {
  readonly physicalStatusId: number;
  readonly digitalStatusId: number;
}

export interface OrderStatus {
  readonly status_id: number;
  readonly order_is_digital: boolean;
}

/**
 * Whether the order is new: not acknowledged by anyone yet. Completed means "paid and downloadable" for a digital
 * order, but "shipped and received" for a physical one, so it is new only when digital.
 */
export const isNew = (order: OrderStatus, newOrderStatusIds: readonly number[]): boolean =>
  newOrderStatusIds.includes(order.status_id) &&
  (order.status_id !== Status.Completed || order.order_is_digital);

/** Whether the shopper has not completed the checkout, according to the store. */
export const isCheckoutIncomplete = ({ status_id }: OrderStatus): boolean =>
  status_id === Status.Incomplete || status_id === Status.Pending;

/** Whether the order was created before the setting `startFrom`. */
export const isBefore = (createdAt: string, startFrom: string): boolean =>
  startFrom !== "" && createdAt < startFrom;

export const acknowledgedStatus = (order: OrderStatus, to: AcknowledgedStatuses): number =>
  order.order_is_digital ? to.digitalStatusId : to.physicalStatusId;
