import { emitStatusUpdated, orderReference, type CommandParts } from "./commandParts";
import { decimal } from "../money";
import { paymentStatusOf } from "./initialRow";
import type { OrderRow } from "./orderRow";
import { orderTotals } from "./orderTotals";
import { defaultTraits, type OrderKind, type OrderTraits } from "./orderTraits";

/** What a shopper does; whatever is left out is drawn by the seed. */
export interface PlaceOptions {
  readonly kind?: OrderKind;
  /** How many lines. */
  readonly lines?: number;
  /** How many shipping addresses. */
  readonly addresses?: number;
  readonly coupons?: number;
  readonly guest?: boolean;
  readonly foreignCurrency?: boolean;
  /** Where the checkout ends: 11, or 10 when all is digital; 7 for offline payment, 12 for a fraud review, 6 for a declined card. */
  readonly statusId?: number;
  /** The shopper leaves: the order stays Incomplete, and no cart is converted. */
  readonly abandoned?: boolean;
  /** How long after `store/cart/converted` the status moves; until then webhook readers find it Incomplete. */
  readonly settleAfterMs?: number;
}

export interface PlacedOrder {
  readonly id: number;
  readonly cartId: string;
  readonly total: string;
}

const traitsOf = ({
  kind,
  lines,
  addresses,
  coupons,
  guest,
  foreignCurrency,
}: PlaceOptions): OrderTraits => ({
  ...defaultTraits,
  kind: kind ?? "physical",
  lines,
  addresses: addresses ?? 1,
  coupons: coupons ?? 0,
  guest,
  foreignCurrency,
});

const endOf = ({ statusId, kind }: PlaceOptions): number =>
  statusId ?? (kind === "digital" ? 10 : 11);

/** The way of a checkout: Incomplete first, then its cart is converted, then its status moves. */
export const checkoutCommands = (parts: CommandParts) => {
  const { store, clock, behaviour, emit } = parts;
  const settle = (row: OrderRow, statusId: number): void => {
    // Somebody may have cancelled or archived it meanwhile.
    if (row.statusId !== 0 || row.isDeleted) return;
    row.paymentStatus = paymentStatusOf(statusId);
    store.changeStatus(row, statusId, "shopper");
    emitStatusUpdated(parts, row, 0);
    emit("store/order/updated", orderReference(row));
  };
  const receipt = (row: OrderRow): PlacedOrder => {
    const content = store.content(row);
    const { total, totalTax } = orderTotals(content);
    return { id: row.id, cartId: content.cartId, total: decimal(total + totalTax) };
  };
  return {
    place(options: PlaceOptions = {}): PlacedOrder {
      const row = store.add({
        traits: traitsOf(options),
        statusId: 0,
        by: "shopper",
        paymentStatus: "",
      });
      emit("store/order/created", orderReference(row));
      if (options.abandoned) return receipt(row);
      emit("store/cart/converted", {
        type: "cart",
        id: store.content(row).cartId,
        orderId: row.id,
      });
      const wait = options.settleAfterMs ?? behaviour.settleAfterMs;
      if (wait > 0) clock.schedule(clock.now() + wait, () => settle(row, endOf(options)));
      else settle(row, endOf(options));
      return receipt(row);
    },
  };
};
