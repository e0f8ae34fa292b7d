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

/** The store that a local run works on: the simulated one, or a real one. */
export interface Store {
  /** What the service calls instead of https://api.bigcommerce.com. */
  readonly apiUrl: string;
  readonly hash: string;
  readonly token: string;
  readonly orders: () => Promise<readonly StoreOrder[]>;
  /** Requests that the service has made so far. */
  readonly requests: () => number;
  /** Makes the store send its webhooks here; absent where the store could not reach this machine. */
  readonly registerHook?: (destination: string, secret: string) => Promise<void>;
  /** Where orders can be placed by hand. */
  readonly controlUrl?: string;
  readonly close: () => Promise<void>;
}
