/** An order as the store shows it, as far as a summary needs it. */
export interface StoreOrder {
  readonly id: number;
  readonly statusId: number;
  readonly status: string;
  readonly isDigital: boolean;
  /** A decimal number as text. */
  readonly total: string;
  readonly currency: string;
  readonly lines: number;
}

/** What a store of any size need not be read whole for. */
export interface OrderQuery {
  readonly newStatuses: readonly number[];
  /** Completed orders are new only when they were modified since then. */
  readonly completedSince: Date;
}

/** The store that a local run works on: the simulated one, or a real one. */
export interface Store {
  /** What the service calls instead of https://api.bigcommerce.com. */
  readonly apiUrl: string;
  readonly hash: string;
  readonly token: string;
  /** The orders that a run may concern: all of them, or at least those in a new status. */
  readonly orders: (wanted: OrderQuery) => Promise<readonly StoreOrder[]>;
  /** The same orders as they are now. */
  readonly ordersById: (ids: readonly number[]) => Promise<readonly StoreOrder[]>;
  /** How many orders the store holds. */
  readonly orderCount: () => Promise<number>;
  /** Orders that the service sent something to. */
  readonly writtenIds: () => ReadonlySet<number>;
  /** Requests that the service has made so far. */
  readonly requests: () => number;
  /** Whether its webhooks could arrive at this machine. */
  readonly canSendWebhooks: boolean;
  /** Where orders can be placed by hand. */
  readonly controlUrl?: string;
  readonly close: () => Promise<void>;
}
