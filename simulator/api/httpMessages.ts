/** A request, over HTTP or in process; header names in any case. */
export interface StoreRequest {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** How the network breaks a response. */
export type NetworkFault = "reset" | "hang" | "truncate" | "cut";

export interface StoreResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The delay before the response is sent. */
  readonly delayMs: number;
  readonly networkFault?: NetworkFault;
}

/** A response before serialization; a string body is sent as is. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the quota's usual headers. */
  readonly rateHeaders?: Readonly<Record<string, string>>;
  /** The orders that the reply was rendered from, which a fault of one of them breaks. */
  readonly orderIds?: readonly number[];
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

export const noContent: Reply = { status: 204 };

/** V2 returns 204 for an empty list. */
export const v2List = (items: readonly unknown[]): Reply =>
  items.length === 0 ? noContent : ok(items);

/** The same for serialized items. Brackets around a joined page of orders would copy its megabytes, so they are joined at once. */
export const serializedV2List = (items: readonly string[]): Reply => {
  if (items.length === 0) return noContent;
  const pieces = items.map((item, index) => `${index === 0 ? "[" : ","}${item}`);
  return ok([...pieces, "]"].join(""));
};
