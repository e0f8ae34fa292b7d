/** An order in the store, as far as the summary needs it. */
export interface StoreOrder {
  readonly id: number;
  readonly statusId: number;
  readonly status: string;
  readonly isDigital: boolean;
  /** A decimal number as a string. */
  readonly total: string;
  readonly currency: string;
  readonly lines: number;
}

/** The orders that a run may concern; a large store is not read completely. */
export interface OrderQuery {
  readonly newStatuses: readonly number[];
  /** Completed orders are new only if modified since then. */
  readonly completedSince: Date;
}

/** The store of a local run: simulated or external. */
export interface Store {
  /** Replaces https://api.bigcommerce.com for the service. */
  readonly apiUrl: string;
  readonly hash: string;
  readonly token: string;
  /** All orders, or at least those of the query. */
  readonly orders: (query: OrderQuery) => Promise<readonly StoreOrder[]>;
  readonly ordersById: (ids: readonly number[]) => Promise<readonly StoreOrder[]>;
  readonly orderCount: () => Promise<number>;
  /** Ids of orders that the service sent a write request for. */
  readonly writtenIds: () => ReadonlySet<number>;
  /** The number of the service's requests so far. */
  readonly requests: () => number;
  /** Whether the store can reach this machine. */
  readonly canSendWebhooks: boolean;
  /** The control API, by which orders can be placed. */
  readonly controlUrl?: string;
  readonly close: () => Promise<void>;
}
