import type { JsonObject } from "../json";
import { numeric } from "../money";
import type { OrderContent } from "../orders/orderContent";

/** As `/orders/{id}/coupons` gives them: the face value and what it took off. */
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
