import type { OrderSummary } from "../../simulator/orders/orderSummary";

/** Implemented from the specification, independently of the service. */
export const isNewOrder = ({ status_id, order_is_digital }: OrderSummary): boolean =>
  status_id === 7 || status_id === 11 || (status_id === 10 && order_is_digital);
