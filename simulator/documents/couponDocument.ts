import type { JsonObject } from "../json";
import { numeric } from "../money";
import type { OrderContent } from "../orders/orderContent";

/** The items of `/orders/{id}/coupons`, with face value and discount. */
export const couponDocuments = ({ id: orderId, coupons }: OrderContent): JsonObject[] =>
  coupons.map(({ id, couponId, code, amount, type, discount }) => ({
    id,
    coupon_id: couponId,
    order_id: orderId,
    code,
    amount,
    type,
    discount: numeric(discount),
  }));
