import type { OrderKind } from "./orderTraits";

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
