import { hourMs, minuteMs } from "../engine/durations";
import type { World } from "../world/world";
import { formatTime, type Violation } from "./violation";

/** A poll that fails is retried twice within minutes; chance faults and pauses of the store end no five polls in a row, beside an hour of little quota. */
const maxIntervals = 5;

/** How long the store was down between two instants; overlapping periods count twice. */
const outageMs = ({ faultSchedule }: World, from: number, to: number): number =>
  faultSchedule.outages.reduce(
    (sum, outage) => sum + Math.max(0, Math.min(to, outage.until) - Math.max(from, outage.from)),
    0,
  );

/**
 * A poll moves the checkpoint once it listed everything: nothing but an outage ends poll after poll, in
 * particular no single order.
 */
export const checkPolls = (world: World): Violation[] => {
  const { history, scenario, clock } = world;
  if (scenario.acknowledge === "plan") return [];
  const moves = [scenario.start, ...history.checkpointMoves.map(({ at }) => at), clock.now()];
  // The store may ask for pauses of a quarter of an hour, one after the other, which fail several frequent polls.
  const longest = maxIntervals * Math.max(30, scenario.pollIntervalMinutes) * minuteMs + hourMs;
  return moves.slice(1).flatMap((at, index) => {
    const from = moves[index] ?? at;
    if (at - from - outageMs(world, from, at) <= longest) return [];
    const invariant = "polls succeed while the store is up";
    const expected = `at least every ${maxIntervals} intervals`;
    return [{ invariant, at, expected, actual: `none since ${formatTime(from)}` }];
  });
};
