import { checkFinalState } from "../invariants/checkFinalState";
import { checkInvariants } from "../invariants/checkInvariants";
import { indexHistory } from "../invariants/indexHistory";
import { measureRaceWindow, type RaceWindow } from "../invariants/lostUpdates";
import type { Violation } from "../invariants/violation";
import type { FaultCounts } from "../world/faults";
import { drawScenario, type ScenarioOptions } from "../world/scenario";
import { createWorld, type World } from "../world/world";
import { hourMs, minuteMs } from "./durations";
import { traceHash, traceLine } from "./trace";

export interface SeedResult {
  readonly seed: number;
  readonly hours: number;
  readonly orders: number;
  readonly acknowledged: number;
  readonly requests: number;
  readonly invocations: number;
  readonly faults: FaultCounts;
  readonly raceWindow: RaceWindow;
  readonly violations: readonly Violation[];
  readonly start: number;
}

export interface TracedResult extends SeedResult {
  readonly lines: readonly string[];
  readonly hash: string;
}

/** A message waits six hours at most for its next retry; this is more than two of these. */
const maxQuiescenceHours = 16;

/** Runs on without faults and workload, while polls continue, until the queue is empty. */
const awaitQuiescence = async ({ clock, cloud, scenario }: World): Promise<void> => {
  const until = clock.now() + maxQuiescenceHours * hourMs;
  const atLeast = clock.now() + 2 * scenario.pollIntervalMinutes * minuteMs + hourMs;
  const isQuiescent = (): boolean => cloud.queue.messages().length === 0 && clock.now() >= atLeast;
  while (!isQuiescent() && clock.now() < until) await clock.runUntil(clock.now() + hourMs / 2);
};

/** Enqueues two messages for every order, and runs until the queue is empty: replication is idempotent. */
const requeueAllOrders = async (world: World): Promise<void> => {
  const { clock, cloud, store, trace, stopPolling } = world;
  stopPolling();
  trace.add("checker", "requeues all orders");
  const at = clock.date().toISOString();
  for (const { id } of [...store.orders(), ...store.orders()])
    cloud.queue.send(JSON.stringify({ v: 1, orderId: id, reason: "poll", traceId: "requeue", at }));
  const until = clock.now() + 4 * hourMs;
  while (cloud.queue.messages().length > 0 && clock.now() < until)
    await clock.runUntil(clock.now() + 5 * minuteMs);
};

const countWebhookFaults = ({ store, faultInjector }: World): void => {
  for (const { state, attempts, createdAt } of store.deliveries()) {
    if (state === "dropped") faultInjector.count("webhook dropped");
    else if ((attempts[0]?.at ?? 0) > createdAt) faultInjector.count("webhook delayed");
  }
};

interface FinishedRun {
  readonly world: World;
  /** Checked when the service was quiescent, before all orders were requeued. */
  readonly finalStateViolations: readonly Violation[];
}

const toResult = ({ world, finalStateViolations }: FinishedRun): SeedResult => {
  const { scenario, store, history, faultInjector, clock, cloud } = world;
  countWebhookFaults(world);
  const index = indexHistory(world);
  const violations = [...checkInvariants(index), ...finalStateViolations];
  const rows = [...cloud.records.rows.values()];
  return {
    seed: scenario.seed,
    start: scenario.start,
    hours: (clock.now() - scenario.start) / hourMs,
    orders: store.size(),
    acknowledged: rows.filter(({ state }) => state === "acknowledged").length,
    requests: history.exchanges.length,
    invocations: new Set(history.exchanges.map(({ invocation }) => invocation)).size,
    faults: { ...faultInjector.counts },
    raceWindow: measureRaceWindow(index),
    violations,
  };
};

const run = async (
  seed: number,
  options: ScenarioOptions,
  isTraced: boolean,
): Promise<FinishedRun> => {
  const world = createWorld(drawScenario(seed, options), isTraced);
  const { clock, scenario } = world;
  await clock.runUntil(scenario.start + scenario.hours * hourMs);
  await awaitQuiescence(world);
  const finalStateViolations = checkFinalState(world);
  await requeueAllOrders(world);
  world.store.close();
  return { world, finalStateViolations };
};

/** Simulates one seed and checks all invariants. Deterministic: a seed gives the same run on every machine. */
export const simulateSeed = async (seed: number, options: ScenarioOptions): Promise<SeedResult> =>
  toResult(await run(seed, options, false));

/** The same run with its trace. */
export const traceSeed = async (seed: number, options: ScenarioOptions): Promise<TracedResult> => {
  const finished = await run(seed, options, true);
  const { world } = finished;
  const { events } = world.trace;
  const { start } = world.scenario;
  return {
    ...toResult(finished),
    lines: events.map((event) => traceLine(event, start)),
    hash: traceHash(events, start),
  };
};
