import { type Alert, type AlertContext, toAlert } from "../../domain/alert";
import type { Failure } from "../../domain/failure";

/** One failure, and what an alert says about it. */
export interface AlertEntry extends Omit<AlertContext, "source" | "orderIds"> {
  readonly failure: Failure;
  readonly orderId?: number;
}

interface Cause {
  readonly first: AlertEntry;
  readonly source: string;
  readonly orderIds: Set<number>;
}

export interface AlertCollector {
  add(entry: AlertEntry, source?: string): void;
  /** One alert per cause, which names the orders; the batch is empty afterwards. */
  drain(): Alert[];
}

/** Groups the failures of one invocation into one alert per cause. */
export const alertCollector = (): AlertCollector => {
  const causes = new Map<string, Cause>();
  return {
    add(entry, source = "process-orders") {
      const key = `${source}/${entry.failure.code}`;
      const cause = causes.get(key) ?? { first: entry, source, orderIds: new Set() };
      if (entry.orderId !== undefined) cause.orderIds.add(entry.orderId);
      causes.set(key, cause);
    },

    drain() {
      const drained = [...causes.values()];
      causes.clear();
      return drained.map(({ first: { failure, ...context }, source, orderIds }) =>
        toAlert(failure, { ...context, source, orderIds: [...orderIds] }),
      );
    },
  };
};
