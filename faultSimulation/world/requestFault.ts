import type { Fault as StoreFault, FaultRule } from "../../simulator/api/faults";
import type { Random } from "../../simulator/seededRandom";
import type { Fault } from "./faults";
import type { FaultInjector } from "./faultInjector";

/** How the store, or the way to it, treats one request badly. */
export interface RequestFault {
  readonly fault: Fault;
  /** Absent when the request never arrives. */
  readonly rule?: FaultRule;
}

type Draw = (chance: Random) => FaultRule | undefined;

const once = (fault: StoreFault, afterEffect = false): FaultRule => ({ fault, afterEffect });

const mishaps: readonly (readonly [Fault, Draw])[] = [
  [
    "store answered 5xx",
    (chance) => once({ kind: "status", status: chance.pick([500, 502, 503, 504, 408]) }),
  ],
  [
    "store answered a page of HTML",
    (chance) => once({ kind: "status", status: chance.pick([500, 503, 520]), html: true }),
  ],
  ["store overloaded", () => once({ kind: "overload" })],
  ["store slow", (chance) => once({ kind: "slow", ms: chance.integer(500, 12_000) })],
  ["request lost on its way", () => undefined],
  ["connection reset", () => once({ kind: "reset" })],
  ["connection reset after effect", () => once({ kind: "reset" }, true)],
  ["answer hung", () => once({ kind: "hang" })],
  ["answer hung after effect", () => once({ kind: "hang" }, true)],
  ["answer truncated", () => once({ kind: "truncate" })],
];

/** Draws what goes wrong with one request, if anything does. */
export const drawRequestFault = (
  weather: FaultInjector,
  chance: Random,
): RequestFault | undefined => {
  const found = mishaps.find(([fault]) => weather.injects(fault));
  return found && { fault: found[0], rule: found[1](chance) };
};
