/** A request as both doors hand it over; names of headers in any case. */
export interface StoreRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** What a broken network does to an answer. */
export type NetworkFault = "reset" | "hang" | "truncate";

export interface StoreResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long the door waits before it hands the answer over. */
  readonly delayMs: number;
  readonly networkFault?: NetworkFault;
}

/** An answer before it is written out; a string body is sent as it is. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In the place of the quota's usual headers. */
  readonly rateHeaders?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

export const noContent: Reply = { status: 204 };

/** V2's empty lists have no body at all. */
export const v2List = (items: readonly unknown[]): Reply =>
  items.length === 0 ? noContent : ok(items);

/** The same of items that are JSON already. Joined once: brackets around a joined page of orders would copy its megabytes. */
export const serializedV2List = (items: readonly string[]): Reply => {
  if (items.length === 0) return noContent;
  const pieces = items.map((item, place) => `${place === 0 ? "[" : ","}${item}`);
  return ok([...pieces, "]"].join(""));
};
