import type { SimulationContext } from "../../engine/simulationContext";
import type { MemoryCloud } from "../../service/memory/memoryCloud";
import type { History } from "./history";
import { orderIdInBody } from "./orderIdIn";

export interface CompletionObserverParts extends Pick<SimulationContext, "clock" | "trace"> {
  readonly cloud: MemoryCloud;
  readonly history: History;
}

/** Records that an invocation completed a message, with the row of its order at that time. */
export const observeCompletion = (
  { clock, trace, cloud, history }: CompletionObserverParts,
  invocation: string,
  body: string,
): void => {
  const orderId = orderIdInBody(body);
  const row = orderId === undefined ? undefined : cloud.records.rows.get(orderId);
  history.completions.push({ at: clock.now(), invocation, body, row });
  trace.add(invocation, "completes a message", orderId);
};
