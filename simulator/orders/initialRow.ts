import { wholeSecond } from "../dates";
import { seededRandom } from "../seededRandom";
import type { OrderPlan } from "./orderPlan";
import type { OrderRow, StatusChange } from "./orderRow";

/** The usual sequence of statuses that leads to each status. */
const paths: Readonly<Record<number, readonly number[]>> = {
  0: [0],
  1: [1],
  2: [0, 11, 2],
  3: [0, 11, 3],
  4: [0, 11, 4],
  5: [0, 11, 5],
  6: [0, 7, 6],
  7: [0, 7],
  8: [0, 11, 8],
  9: [0, 11, 9],
  10: [0, 11, 2, 10],
  11: [0, 11],
  12: [0, 12],
  13: [0, 11, 13],
  14: [0, 11, 14],
};

const paymentStatuses: Readonly<Record<number, string>> = {
  0: "",
  1: "",
  4: "refunded",
  5: "void",
  6: "declined",
  7: "pending",
  12: "held for review",
  14: "partially refunded",
};

export const paymentStatusOf = (statusId: number): string =>
  paymentStatuses[statusId] ?? "captured";

/** The status changes of an unchanged initial order, first to last. */
export const initialHistory = ({
  statusId,
  createdAt,
  modifiedAt,
  shipped,
}: OrderRow): StatusChange[] => {
  const path = statusId === 10 && shipped === "none" ? [0, 10] : (paths[statusId] ?? [statusId]);
  const last = path.length - 1;
  return path.map((to, step) => ({
    at: step === 0 ? createdAt : createdAt + wholeSecond(((modifiedAt - createdAt) * step) / last),
    from: step === 0 ? null : (path[step - 1] as number),
    to,
    by: step < 2 ? "shopper" : "staff",
  }));
};

export interface InitialOrders {
  readonly plan: OrderPlan;
  readonly seed: number;
  readonly firstId: number;
  /** When the store starts; all initial orders are older. */
  readonly now: number;
  readonly spanMs: number;
}

/** An initial order of the store. Ids ascend with the time of creation. */
export const initialRow = (
  { plan, seed, firstId, now, spanMs }: InitialOrders,
  index: number,
): OrderRow => {
  const random = seededRandom(seed, index, 5);
  const statusId = plan.statusId(index);
  const createdAt = wholeSecond(now - spanMs + ((index + random.next()) * spanMs) / plan.count);
  const settleMs =
    statusId === 11 || statusId === 7 || statusId === 12
      ? random.integer(2, 20) * 1000
      : random.next() * (now - createdAt);
  const isShipped = statusId === 2 || (statusId === 10 && plan.traits(index).kind !== "digital");
  const modifiedAt =
    statusId < 2 ? createdAt : Math.min(wholeSecond(createdAt + settleMs), wholeSecond(now));
  return {
    id: firstId + index,
    statusId,
    traits: undefined,
    addedAt: createdAt,
    createdAt,
    modifiedAt,
    shippedAt: isShipped ? modifiedAt : 0,
    paymentStatus: paymentStatusOf(statusId),
    shipped: isShipped ? "all" : statusId === 3 ? "some" : "none",
    refunded: statusId === 4 ? "all" : statusId === 14 ? "some" : "none",
    isDeleted: false,
    history: undefined,
    edits: undefined,
    addressEdits: undefined,
    messages: undefined,
    metafields: undefined,
  };
};
