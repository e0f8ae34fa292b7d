import { decimal } from "../money";
import { type CommandParts, emitStatusUpdated, orderReference } from "./commandParts";
import { paymentStatusOf } from "./initialRow";
import type { OrderRow } from "./orderRow";
import { orderTotals } from "./orderTotals";
import { defaultTraits, type OrderKind, type OrderTraits } from "./orderTraits";

/** What a shopper orders; absent options are generated from the seed. */
export interface PlaceOptions {
  readonly kind?: OrderKind;
  /** Number of lines. */
  readonly lines?: number;
  /** Number of shipping addresses. */
  readonly addresses?: number;
  readonly coupons?: number;
  /** The length of each line's gift message, which hardly compresses; none if absent. */
  readonly giftMessageLength?: number;
  readonly guest?: boolean;
  readonly foreignCurrency?: boolean;
  /** The status after checkout: by default 11, or 10 for a digital order; 7 for offline payment, 12 for a fraud review, 6 for a declined card. */
  readonly statusId?: number;
  /** The shopper abandons the checkout: the order stays Incomplete, and no cart is converted. */
  readonly abandoned?: boolean;
  /** How long the order stays Incomplete after `store/cart/converted`. */
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
  giftMessageLength,
  guest,
  foreignCurrency,
}: PlaceOptions): OrderTraits => ({
  ...defaultTraits,
  kind: kind ?? "physical",
  lines,
  addresses: addresses ?? 1,
  coupons: coupons ?? 0,
  giftMessageLength,
  guest,
  foreignCurrency,
});

const finalStatusId = ({ statusId, kind }: PlaceOptions): number =>
  statusId ?? (kind === "digital" ? 10 : 11);

/** A checkout creates an Incomplete order, converts the cart, then changes the status. */
export const checkoutCommands = (parts: CommandParts) => {
  const { store, clock, behaviour, emit } = parts;
  const completePayment = (row: OrderRow, statusId: number): void => {
    // Staff may have cancelled or archived the order meanwhile.
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
      if (wait > 0)
        clock.schedule(clock.now() + wait, () => completePayment(row, finalStatusId(options)));
      else completePayment(row, finalStatusId(options));
      return receipt(row);
    },
  };
};
