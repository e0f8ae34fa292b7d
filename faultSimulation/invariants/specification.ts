import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { Scenario } from "../world/scenario";

/** The product's defaults, written down a second time: the witness must not ask the service. */
const newStatuses = [7, 10, 11];

interface Shown {
  readonly statusId: number;
  readonly isDigital: boolean;
}

/** Nobody has taken the order yet; Completed says so for digital orders only. */
export const isNew = ({ statusId, isDigital }: Shown): boolean =>
  newStatuses.includes(statusId) && (statusId !== 10 || isDigital);

export const isNewOrder = (order: OrderSummary): boolean =>
  isNew({ statusId: order.status_id, isDigital: order.order_is_digital });

export const targetStatusOf = (isDigital: boolean): number => (isDigital ? 8 : 9);

/** Orders from before the starting line are never touched. */
export const isInScope = ({ startFrom }: Scenario, order: OrderSummary): boolean =>
  startFrom === "" || Date.parse(order.date_created) >= Date.parse(startFrom);

export const maxReadToWriteMs = 10_000;
export const reservePercent = 10;
export const maxRequestMs = 15_000;
