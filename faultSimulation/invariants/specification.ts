import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { Scenario } from "../world/scenario";

/** The specified values, stated independently of the service so that a check cannot repeat its mistakes. */
const newStatuses = [7, 10, 11];

interface OrderStatus {
  readonly statusId: number;
  readonly isDigital: boolean;
}

/** Nobody has processed the order yet; Completed (10) counts as new for digital orders only. */
export const isNew = ({ statusId, isDigital }: OrderStatus): boolean =>
  newStatuses.includes(statusId) && (statusId !== 10 || isDigital);

export const isNewOrder = (order: OrderSummary): boolean =>
  isNew({ statusId: order.status_id, isDigital: order.order_is_digital });

export const targetStatusOf = (isDigital: boolean): number => (isDigital ? 8 : 9);

/** Orders that were created before `startFrom` are ignored. */
export const isInScope = ({ startFrom }: Scenario, order: OrderSummary): boolean =>
  startFrom === "" || Date.parse(order.date_created) >= Date.parse(startFrom);

/** What the store's clock shows at this instant: the store dates with it, everything else is observed by ours. */
export const toStoreTime = ({ storeAheadMs }: Scenario, at: number): number => at + storeAheadMs;

export const maxReadToWriteMs = 10_000;
/** How far the store's clock may be off before people have to be alerted. */
export const maxTrustedSkewMs = 300_000;
export const reservePercent = 10;
/** An outage of 48 hours takes fewer than 200 requests: some when it begins, then a probe now and then. Frequent polls add theirs. */
export const maxRequestsIn = (outageHours: number, pollIntervalMinutes: number): number => {
  const polls = pollIntervalMinutes < 120 ? (outageHours * 60) / pollIntervalMinutes : 0;
  return 50 + Math.ceil((150 / 48) * outageHours + 3 * polls);
};
export const maxRequestMs = 15_000;
