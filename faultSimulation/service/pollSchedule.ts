import type { SimulationContext } from "../engine/simulationContext";
import type { LambdaFunction } from "./lambdaFunction";

/** Lambda's two retries of a failed asynchronous invocation. */
const retryDelaysMs = [60_000, 120_000];

export interface PollScheduleParts extends SimulationContext {
  readonly pollOrders: LambdaFunction<unknown, unknown>;
  readonly intervalMinutes: number;
}

/** EventBridge's schedule, which delivers at least once. Returns a function that stops the schedule. */
export const startPollSchedule = (parts: PollScheduleParts): (() => void) => {
  const { clock, random, faultInjector, trace, pollOrders, intervalMinutes } = parts;
  let isStopped = false;
  const run = async (retries = 0): Promise<void> => {
    const result = await pollOrders.invoke({});
    trace.add(result.invocation, result.kind);
    const delayMs = retryDelaysMs[retries];
    if (result.kind === "returned" || delayMs === undefined) return;
    await clock.wait(delayMs + random.integer(0, 5_000));
    faultInjector.count("poll retried");
    await run(retries + 1);
  };
  const tick = async (): Promise<void> => {
    if (isStopped) return;
    clock.schedule(clock.now() + intervalMinutes * 60_000, tick);
    await Promise.all([run(), ...(faultInjector.injects("poll started twice") ? [run()] : [])]);
  };
  clock.schedule(clock.now() + random.integer(0, 60_000), tick);
  return () => void (isStopped = true);
};
