import type { JsonObject } from "./json";
import type { PlacedOrder, PlaceOptions } from "./orders/checkout";
import { paymentStatusOf } from "./orders/initialRow";
import type { Extent, OrderRow } from "./orders/orderRow";
import { defaultTraits } from "./orders/orderTraits";
import type { StoreParts } from "./storeParts";

/** What people do in a store: shoppers check out, staff handles orders, a migration imports orders. */
export interface StoreActions {
  /** A shopper's checkout. */
  readonly place: (options?: PlaceOptions) => PlacedOrder;
  readonly setStatus: (id: number, statusId: number) => void;
  /** Staff edits fields of an order, such as `staff_notes`. */
  readonly edit: (id: number, fields: JsonObject) => void;
  readonly archive: (id: number) => void;
  readonly ship: (id: number, extent?: Extent) => void;
  readonly refund: (id: number, extent?: Extent) => void;
  readonly message: (id: number, text: string) => void;
  /** Imports a historical order of another system: a new id with an old date. */
  readonly importOrder: (createdAt: Date, statusId?: number) => number;
  /** Staff enters an order by hand. */
  readonly manualOrder: (statusId?: number) => number;
}

interface BackOfficeOrder {
  readonly source: string;
  readonly statusId: number;
  readonly createdAt?: number;
  readonly externalSource?: string;
}

/** How BigCommerce's migration service marks imported orders. */
const migrationSource = "M-MIG";

export const requireOrder = ({ store }: Pick<StoreParts, "store">, id: number): OrderRow => {
  const row = store.find(id);
  if (!row) throw new RangeError(`Expected the id of an existing order, got ${id}`);
  return row;
};

export const storeActions = (parts: StoreParts): StoreActions => {
  const { commands } = parts;
  const createBackOfficeOrder = ({
    source,
    statusId,
    createdAt,
    externalSource,
  }: BackOfficeOrder): number =>
    commands.create({
      traits: { ...defaultTraits, source, externalSource },
      statusId,
      by: "staff",
      paymentStatus: paymentStatusOf(statusId),
      createdAt,
    }).id;
  return {
    place: commands.place,
    setStatus: (id, statusId) => commands.setStatus(requireOrder(parts, id), statusId, "staff"),
    edit: (id, fields) => commands.edit(requireOrder(parts, id), fields),
    archive: (id) => commands.archive(requireOrder(parts, id)),
    ship: (id, extent = "all") => commands.ship(requireOrder(parts, id), extent),
    refund: (id, extent = "all") => commands.refund(requireOrder(parts, id), extent),
    message: (id, text) => commands.message(requireOrder(parts, id), text),
    importOrder: (createdAt, statusId = 10) =>
      createBackOfficeOrder({
        source: "external",
        statusId,
        createdAt: createdAt.getTime(),
        externalSource: migrationSource,
      }),
    manualOrder: (statusId = 11) => createBackOfficeOrder({ source: "manual", statusId }),
  };
};
