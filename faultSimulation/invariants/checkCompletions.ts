import { orderIdIn } from "./history/observeCompletion";
import type { Completion, Reading } from "./history/history";
import type { World } from "../world/world";
import type { HistoryIndex } from "./indexHistory";
import { isNew, isInScope } from "./specification";
import type { Violation } from "./violation";

const isPoison = ({ faultSchedule }: World, body: string): boolean =>
  faultSchedule.poison.includes(body);

/** States of a record with which nothing is left to do until the order changes. */
const settledStates = ["acknowledged", "left", "replicated"];

const finalStates = { on: ["acknowledged", "parked"], off: ["replicated", "parked"], plan: [] };

type Problem = Pick<Violation, "invariant" | "expected" | "actual">;

const unfinished = (
  { world, orderOf }: HistoryIndex,
  { row }: Completion,
  reading: Reading,
): Problem[] => {
  const { acknowledge } = world.scenario;
  const order = orderOf(reading.orderId);
  if (acknowledge === "plan" || !order || order.is_deleted) return [];
  if (!isNew(reading) || !isInScope(world.scenario, order)) return [];
  const states: readonly string[] = finalStates[acknowledge];
  if (row && states.includes(row.state)) return [];
  const invariant = "a message is done with only when its order is";
  return [{ invariant, expected: states.join(" or "), actual: row?.state ?? "no record" }];
};

/** A record that was there before the reading must not be older than it afterwards. */
const outdated = (
  { recordedAt }: HistoryIndex,
  { row }: Completion,
  reading: Reading,
): Problem[] => {
  const wasKnown = (recordedAt(reading.orderId) ?? Infinity) <= reading.requestedAt;
  if (!row || !wasKnown || Date.parse(row.modifiedAt) >= reading.modifiedAt) return [];
  const invariant = "the record holds the newest version seen";
  return [
    { invariant, expected: new Date(reading.modifiedAt).toISOString(), actual: row.modifiedAt },
  ];
};

const problemsOf = (file: HistoryIndex, completion: Completion, orderId: number): Problem[] => {
  const { invocation } = completion;
  const reading = file.deliberateReadingsOf(invocation, orderId).at(-1);
  if (reading)
    return [...unfinished(file, completion, reading), ...outdated(file, completion, reading)];
  if (file.wasNotFound(invocation, orderId)) return [];
  const { row } = completion;
  if (row && settledStates.includes(row.state)) return [];
  const invariant =
    "a message is done with only after a look at its order, or at its settled record";
  return [
    { invariant, expected: "a reading by the same invocation", actual: row?.state ?? "no record" },
  ];
};

/** Each message that left the queue because its invocation was done with it. */
export const checkCompletions = (file: HistoryIndex): Violation[] =>
  file.world.history.completions.flatMap((completion) => {
    const { body, at } = completion;
    if (isPoison(file.world, body)) return [];
    const orderId = orderIdIn(body) ?? 0;
    return problemsOf(file, completion, orderId).map((problem) => ({ ...problem, orderId, at }));
  });
