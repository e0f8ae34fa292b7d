import type { DeclaredResource, DeclaredStack } from "../declareStack";
import { stringMapAt } from "../resourceProperties";
import type { StoreOrder } from "./store";

/** The settings of the declared functions that concern statuses. */
export interface DeclaredRules {
  readonly newStatuses: readonly number[];
  readonly pollIntervalMinutes: number;
  readonly isNew: (order: StoreOrder) => boolean;
  /** The status of the order once acknowledged. */
  readonly targetStatus: (order: StoreOrder) => number;
}

/** BigCommerce's Completed, which paid digital orders get at once. */
export const completedStatus = 10;

const environmentOf = (stack: DeclaredStack, functionName: string) => {
  const isFunction = ({ type, name }: DeclaredResource): boolean =>
    type === "aws:lambda/function:Function" && name === functionName;
  const found = stack.resources.find(isFunction);
  if (!found) throw new Error(`The stack declares no function called ${functionName}`);
  return stringMapAt(found, "environment.variables");
};

export const declaredRules = (stack: DeclaredStack): DeclaredRules => {
  const environment = environmentOf(stack, "process-orders");
  const newStatuses = JSON.parse(environment.NEW_ORDER_STATUS_IDS ?? "[]") as readonly number[];
  const poll = environmentOf(stack, "poll-orders");
  return {
    newStatuses,
    pollIntervalMinutes: Number(poll.POLL_INTERVAL_MINUTES),
    isNew: ({ statusId, isDigital }) =>
      newStatuses.includes(statusId) && (statusId !== completedStatus || isDigital),
    targetStatus: ({ isDigital }) =>
      Number(isDigital ? environment.DIGITAL_STATUS_ID : environment.PHYSICAL_STATUS_ID),
  };
};
