import type { Random } from "../../simulator/seededRandom";
import type { FaultInjector } from "../world/faultInjector";
import type { Trace } from "./trace";
import type { VirtualClock } from "./virtualClock";

/** What all parts of one run share. Every random draw of a run comes from `random`, so that its seed replays it. */
export interface SimulationContext {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faultInjector: FaultInjector;
  readonly trace: Trace;
}
