import type { Cents } from "../money";
import type { OrderContent } from "./orderContent";

export interface OrderTotals {
  readonly subtotal: Cents;
  readonly subtotalTax: Cents;
  readonly shipping: Cents;
  readonly shippingTax: Cents;
  /** What coupons take off the price of shipping. */
  readonly shippingDiscount: Cents;
  /** What coupons take off the price of the lines. */
  readonly coupons: Cents;
  readonly total: Cents;
  readonly totalTax: Cents;
  readonly items: number;
}

const sum = <T>(list: readonly T[], amount: (each: T) => number): number =>
  list.reduce((total, each) => total + amount(each), 0);

/** An order's totals. Coupons reduce the total without tax; tax is charged per line and parcel on undiscounted prices. */
export const orderTotals = ({ lines, parcels, coupons }: OrderContent): OrderTotals => {
  const subtotal = sum(lines, ({ product, quantity }) => product.price * quantity);
  const subtotalTax = sum(lines, ({ taxEach, quantity }) => taxEach * quantity);
  const shipping = sum(parcels, ({ cost }) => cost);
  const shippingTax = sum(parcels, ({ tax }) => tax);
  const shippingDiscount = sum(coupons, (one) => (one.isOnShipping ? one.discount : 0));
  const couponDiscount = sum(coupons, ({ discount }) => discount) - shippingDiscount;
  return {
    subtotal,
    subtotalTax,
    shipping,
    shippingTax,
    shippingDiscount,
    coupons: couponDiscount,
    total: subtotal + shipping - shippingDiscount - couponDiscount,
    totalTax: subtotalTax + shippingTax,
    items: sum(lines, ({ quantity }) => quantity),
  };
};
