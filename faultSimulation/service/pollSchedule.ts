import type { SimulationContext } from "../engine/simulationContext";
import type { LambdaFunction } from "./lambdaFunction";

/** After a failure Lambda tries an asynchronous invocation again: after one minute, then after two. */
const retryDelaysMs = [60_000, 120_000];

export interface PollScheduleParts extends SimulationContext {
  readonly pollOrders: LambdaFunction<unknown, unknown>;
  readonly intervalMinutes: number;
}

/** EventBridge's schedule; the answer ends it. */
export const startPollSchedule = (parts: PollScheduleParts): (() => void) => {
  const { clock, random, faultInjector, trace, pollOrders, intervalMinutes } = parts;
  let isOver = false;
  const run = async (tried = 0): Promise<void> => {
    const ended = await pollOrders.invoke({});
    trace.add(ended.invocation, ended.kind);
    const delay = retryDelaysMs[tried];
    if (ended.kind === "returned" || delay === undefined) return;
    await clock.wait(delay + random.integer(0, 5_000));
    faultInjector.count("poll retried");
    await run(tried + 1);
  };
  const tick = async (): Promise<void> => {
    if (isOver) return;
    clock.schedule(clock.now() + intervalMinutes * 60_000, tick);
    await Promise.all([run(), ...(faultInjector.injects("poll started twice") ? [run()] : [])]);
  };
  clock.schedule(clock.now() + random.integer(0, 60_000), tick);
  return () => void (isOver = true);
};
