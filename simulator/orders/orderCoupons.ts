import { type Cents, percentOf } from "../money";
import type { Random } from "../seededRandom";

/** The generated subset of BigCommerce's coupon types. */
const couponTypes = { perItem: 0, percentage: 1, perTotal: 2 } as const;

export interface OrderCoupon {
  readonly id: number;
  readonly couponId: number;
  readonly code: string;
  readonly type: number;
  /** Face value: an amount of money, or a percentage. */
  readonly amount: number;
  /** The discount on this order. */
  readonly discount: Cents;
}

interface Offer {
  readonly couponId: number;
  readonly code: string;
  readonly type: number;
  readonly amount: number;
}

const offers: readonly Offer[] = [
  { couponId: 1, code: "WELCOME5", type: couponTypes.perTotal, amount: 5 },
  { couponId: 2, code: "TENOFF", type: couponTypes.percentage, amount: 10 },
  { couponId: 3, code: "S2549JM0Y", type: couponTypes.perTotal, amount: 2.5 },
  { couponId: 4, code: "FRÜHLING", type: couponTypes.percentage, amount: 15 },
  { couponId: 5, code: "EACH1", type: couponTypes.perItem, amount: 1 },
];

/** A coupon takes off at most a third of the subtotal, so that two coupons leave an amount to pay. */
const discountOf = ({ type, amount }: Offer, subtotal: Cents): Cents =>
  Math.min(
    type === couponTypes.percentage ? percentOf(subtotal, amount) : Math.round(amount * 100),
    Math.floor(subtotal / 3),
  );

export const orderCoupons = (
  orderId: number,
  count: number,
  subtotal: Cents,
  random: Random,
): OrderCoupon[] => {
  if (count === 0) return [];
  const first = random.integer(0, offers.length - 1);
  return Array.from({ length: count }, (_, index) => {
    const offer = offers[(first + index) % offers.length] as Offer;
    return { id: orderId * 10 + index, ...offer, discount: discountOf(offer, subtotal) };
  });
};
