import { type Alert, type AlertContext, toAlert } from "../../domain/alert";
import type { Failure } from "../../domain/failure";

/** Why something is not done with, and what is told to people about it. */
export interface AlertEntry extends Omit<AlertContext, "source" | "orderIds"> {
  readonly failure: Failure;
  readonly orderId?: number;
}

/** What went wrong in one invocation; all of one cause becomes one alert, which names the orders. */
export const alertBatch = () => {
  const byCause = new Map<string, { first: AlertEntry; source: string; orderIds: Set<number> }>();
  return {
    add: (trouble: AlertEntry, source = "process-orders"): void => {
      const cause = `${source}/${trouble.failure.code}`;
      const known = byCause.get(cause) ?? { first: trouble, source, orderIds: new Set() };
      if (trouble.orderId !== undefined) known.orderIds.add(trouble.orderId);
      byCause.set(cause, known);
    },
    /** Those of which nobody has taken the alert yet. */
    drain: (): Alert[] => {
      const untold = [...byCause.values()];
      byCause.clear();
      return untold.map(({ first: { failure, ...told }, source, orderIds }) =>
        toAlert(failure, { ...told, source, orderIds: [...orderIds] }),
      );
    },
  };
};

export type AlertBatch = ReturnType<typeof alertBatch>;
