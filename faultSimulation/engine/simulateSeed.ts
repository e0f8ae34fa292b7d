import type { FaultCounts } from "../world/faults";
import { drawScenario, type ScenarioOptions } from "../world/scenario";
import { traceLine, traceHash } from "./trace";
import { indexHistory } from "../invariants/indexHistory";
import { checkInvariants } from "../invariants/checkInvariants";
import { checkFinalState } from "../invariants/checkFinalState";
import { type RaceWindow, measureRaceWindow } from "../invariants/lostUpdates";
import type { Violation } from "../invariants/violation";
import { type World, createWorld as worldOf } from "../world/world";

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

const hourMs = 3_600_000;
/** The longest that a message is given back for is six hours; twice that is enough for anything. */
const quietHours = 16;

/** Lets the service come to rest: no faults, nobody there, polls go on. */
const settle = async ({ clock, cloud, scenario }: World): Promise<void> => {
  const until = clock.now() + quietHours * hourMs;
  const atLeast = clock.now() + 2 * scenario.pollIntervalMinutes * 60_000 + hourMs;
  const isAtRest = (): boolean => cloud.queue.messages().length === 0 && clock.now() >= atLeast;
  while (!isAtRest() && clock.now() < until) await clock.runUntil(clock.now() + hourMs / 2);
};

/** Asks for every order once more, two messages each, and lets that come to rest. */
const askAgain = async (world: World): Promise<void> => {
  const { clock, cloud, store, trace, stopPolling } = world;
  stopPolling();
  trace.add("witness", "asks for every order again");
  const at = clock.date().toISOString();
  for (const { id } of [...store.orders(), ...store.orders()])
    cloud.queue.send(
      JSON.stringify({ v: 1, orderId: id, reason: "poll", traceId: "asked-again", at }),
    );
  const until = clock.now() + 4 * hourMs;
  while (cloud.queue.messages().length > 0 && clock.now() < until)
    await clock.runUntil(clock.now() + 5 * 60_000);
};

const countWebhooks = ({ store, faultInjector }: World): void => {
  for (const { state, attempts, createdAt } of store.deliveries()) {
    if (state === "dropped") faultInjector.count("webhook dropped");
    else if ((attempts[0]?.at ?? 0) > createdAt) faultInjector.count("webhook delayed");
  }
};

const toResult = ({ world, outcomes }: Ended): SeedResult => {
  const { scenario, store, history, faultInjector, clock, cloud } = world;
  countWebhooks(world);
  const file = indexHistory(world);
  const violations = [...checkInvariants(file), ...outcomes];
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
    raceWindow: measureRaceWindow(file),
    violations,
  };
};

interface Ended {
  readonly world: World;
  /** What was wrong with orders when all had come to rest. */
  readonly outcomes: readonly Violation[];
}

const run = async (seed: number, wishes: ScenarioOptions, isTraced: boolean): Promise<Ended> => {
  const world = worldOf(drawScenario(seed, wishes), isTraced);
  const { clock, scenario } = world;
  await clock.runUntil(scenario.start + scenario.hours * hourMs);
  await settle(world);
  const outcomes = checkFinalState(world);
  await askAgain(world);
  world.store.close();
  return { world, outcomes };
};

/** Runs one seed from its first order to the verdict. The same seed is the same run, wherever. */
export const simulateSeed = async (seed: number, wishes: ScenarioOptions): Promise<SeedResult> =>
  toResult(await run(seed, wishes, false));

/** The same, with everything that happened. */
export const traceSeed = async (seed: number, wishes: ScenarioOptions): Promise<TracedResult> => {
  const ended = await run(seed, wishes, true);
  const { world } = ended;
  const { events } = world.trace;
  const { start } = world.scenario;
  return {
    ...toResult(ended),
    lines: events.map((moment) => traceLine(moment, start)),
    hash: traceHash(events, start),
  };
};
