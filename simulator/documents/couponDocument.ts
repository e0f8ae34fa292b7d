import type { JsonObject } from "../json";
import { numeric } from "../money";
import type { OrderDraft } from "../orders/orderDraft";

/** As `/orders/{id}/coupons` gives them: the face value and what it took off. */
export const couponDocuments = ({ id: orderId, coupons }: OrderDraft): JsonObject[] =>
  coupons.map(({ id, couponId, code, amount, type, discount }) => ({
    id,
    coupon_id: couponId,
    order_id: orderId,
    code,
    amount,
    type,
    discount: numeric(discount),
  }));
