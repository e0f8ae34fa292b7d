import type { JsonObject } from "../json";
import type { OrderTraits } from "./orderTraits";

/** Who changed a status: a shopper's checkout, staff in the control panel, or an API client. */
export type Actor = "shopper" | "staff" | "api";

export interface StatusChange {
  readonly at: number;
  /** Null for the creation of the order. */
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

/** The mutable state of an order. Its content is generated from seed, id and traits on demand, and not stored. */
export interface OrderRow {
  readonly id: number;
  statusId: number;
  readonly traits: OrderTraits | undefined;
  /** When the order was added to the store; `createdAt` of an import is older. */
  readonly addedAt: number;
  createdAt: number;
  modifiedAt: number;
  /** 0 until shipped. */
  shippedAt: number;
  paymentStatus: string;
  shipped: Extent;
  refunded: Extent;
  isDeleted: boolean;
  /** Stored from the first change on; before, it is derived from the status. */
  history: StatusChange[] | undefined;
  /** Fields that staff or an API client edited. */
  edits: JsonObject | undefined;
  /** Edited fields of shipping addresses, by address id. */
  addressEdits: Readonly<Record<number, JsonObject>> | undefined;
  messages: readonly OrderMessage[] | undefined;
  metafields: readonly JsonObject[] | undefined;
}
