import type { JsonObject } from "../json";
import type { OrderTraits } from "./orderTraits";

/** Who moved an order: a shopper's checkout, a person in the control panel, or an API client. */
export type Actor = "shopper" | "staff" | "api";

export interface StatusChange {
  readonly at: number;
  /** Null where the order came to be. */
  readonly from: number | null;
  readonly to: number;
  readonly by: Actor;
}

export interface OrderMessage {
  readonly id: number;
  readonly text: string;
  readonly at: number;
}

export type Extent = "none" | "some" | "all";

/** What can change about an order. Its content is not here: it is drawn again from seed, id and traits when asked for. */
export interface OrderRow {
  readonly id: number;
  statusId: number;
  readonly traits: OrderTraits | undefined;
  /** When the store came to have it; `createdAt` may be back-dated. */
  readonly addedAt: number;
  createdAt: number;
  modifiedAt: number;
  /** 0 until shipped. */
  shippedAt: number;
  paymentStatus: string;
  shipped: Extent;
  refunded: Extent;
  isDeleted: boolean;
  /** Kept from the first change on; before that it follows from the status. */
  history: StatusChange[] | undefined;
  /** Fields that somebody wrote. */
  edits: JsonObject | undefined;
  /** Shipping address fields that somebody wrote, by address id. */
  addressEdits: Readonly<Record<number, JsonObject>> | undefined;
  messages: readonly OrderMessage[] | undefined;
  metafields: readonly JsonObject[] | undefined;
}
