import type { MemoryCloud } from "../../service/memory/memoryCloud";
import type { History } from "./history";
import type { SimulationContext } from "../../engine/simulationContext";

export interface CompletionObserverParts extends Pick<SimulationContext, "clock" | "trace"> {
  readonly cloud: MemoryCloud;
  readonly history: History;
}

export const orderIdIn = (body: string): number | undefined => {
  const [, id] = /"orderId":(\d+)/.exec(body) ?? [];
  return id === undefined ? undefined : Number(id);
};

/** Takes down that an invocation was done with a message, and what its order's row was then. */
export const observeCompletion = (
  { clock, trace, cloud, history }: CompletionObserverParts,
  invocation: string,
  body: string,
): void => {
  const orderId = orderIdIn(body);
  const row = orderId === undefined ? undefined : cloud.records.rows.get(orderId);
  history.completions.push({ at: clock.now(), invocation, body, row });
  trace.add(invocation, "is done with a message", orderId);
};
