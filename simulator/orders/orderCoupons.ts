import { type Cents, percentOf } from "../money";
import type { Random } from "../seededRandom";

/** The generated subset of BigCommerce's coupon types. */
const couponTypes = {
  perItem: 0,
  percentage: 1,
  perTotal: 2,
  shippingDiscount: 3,
  freeShipping: 4,
} as const;

export interface OrderCoupon {
  readonly id: number;
  readonly couponId: number;
  readonly code: string;
  readonly type: number;
  /** Face value: an amount of money, or a percentage. */
  readonly amount: number;
  /** The discount on this order. */
  readonly discount: Cents;
  /** Whether the discount reduces the price of shipping instead of that of the lines. */
  readonly isOnShipping: boolean;
}

interface Offer {
  readonly couponId: number;
  readonly code: string;
  readonly type: number;
  readonly amount: number;
}

/** Free shipping follows the discount on shipping in a circle, so that of two coupons each takes off something. */
const offers: readonly Offer[] = [
  { couponId: 7, code: "SHIPFREE", type: couponTypes.freeShipping, amount: 0 },
  { couponId: 1, code: "WELCOME5", type: couponTypes.perTotal, amount: 5 },
  { couponId: 2, code: "TENOFF", type: couponTypes.percentage, amount: 10 },
  { couponId: 3, code: "S2549JM0Y", type: couponTypes.perTotal, amount: 2.5 },
  { couponId: 4, code: "FRÜHLING", type: couponTypes.percentage, amount: 15 },
  { couponId: 5, code: "EACH1", type: couponTypes.perItem, amount: 1 },
  { couponId: 6, code: "SHIP2", type: couponTypes.shippingDiscount, amount: 2 },
];

const isOnShipping = ({ type }: Offer): boolean =>
  type === couponTypes.shippingDiscount || type === couponTypes.freeShipping;

/** What coupons may take off: at most a third of the subtotal each, so that two leave an amount to pay. */
export interface Discountable {
  readonly subtotal: Cents;
  readonly shipping: Cents;
}

const discountOf = ({ type, amount }: Offer, { subtotal, shipping }: Discountable): Cents => {
  const cents = Math.round(amount * 100);
  if (type === couponTypes.freeShipping) return shipping;
  if (type === couponTypes.shippingDiscount) return Math.min(cents, shipping);
  const discount = type === couponTypes.percentage ? percentOf(subtotal, amount) : cents;
  return Math.min(discount, Math.floor(subtotal / 3));
};

export const orderCoupons = (
  orderId: number,
  count: number,
  { subtotal, shipping }: Discountable,
  random: Random,
): OrderCoupon[] => {
  if (count === 0) return [];
  const usable = shipping > 0 ? offers : offers.filter((offer) => !isOnShipping(offer));
  const first = random.integer(0, usable.length - 1);
  let left = shipping;
  return Array.from({ length: count }, (_, index) => {
    const offer = usable[(first + index) % usable.length] as Offer;
    const discount = discountOf(offer, { subtotal, shipping: left });
    if (isOnShipping(offer)) left -= discount;
    const id = orderId * 10 + index;
    return { id, ...offer, discount, isOnShipping: isOnShipping(offer) };
  });
};
