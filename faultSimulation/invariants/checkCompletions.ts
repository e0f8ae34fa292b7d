import type { World } from "../world/world";
import type { Completion, Reading } from "./history/history";
import { orderIdInBody } from "./history/orderIdIn";
import type { HistoryIndex } from "./indexHistory";
import { isInScope, isNew } from "./specification";
import type { Problem, Violation } from "./violation";

const isPoison = ({ faultSchedule }: World, body: string): boolean =>
  faultSchedule.poison.includes(body);

/** States of a record that need no further processing until the order changes. */
const settledStates = ["acknowledged", "left", "replicated"];

const finalStates = { on: ["acknowledged", "parked"], off: ["replicated", "parked"], plan: [] };

const incomplete = (
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
  const invariant = "a message completes only after its order";
  return [{ invariant, expected: states.join(" or "), actual: row?.state ?? "no record" }];
};

/** A record that existed before the reading must not be older than the reading afterwards. */
const outdated = (
  { recordedAt }: HistoryIndex,
  { row }: Completion,
  reading: Reading,
): Problem[] => {
  const existed = (recordedAt(reading.orderId) ?? Infinity) <= reading.requestedAt;
  if (!row || !existed || Date.parse(row.modifiedAt) >= reading.modifiedAt) return [];
  const invariant = "the record holds the newest version read";
  return [
    { invariant, expected: new Date(reading.modifiedAt).toISOString(), actual: row.modifiedAt },
  ];
};

const problemsOf = (index: HistoryIndex, completion: Completion, orderId: number): Problem[] => {
  const { invocation } = completion;
  const reading = index.deliberateReadingsOf(invocation, orderId).at(-1);
  if (reading)
    return [...incomplete(index, completion, reading), ...outdated(index, completion, reading)];
  if (index.wasNotFound(invocation, orderId)) return [];
  const { row } = completion;
  if (row && settledStates.includes(row.state)) return [];
  const invariant = "a message completes only after its order or a settled record was read";
  return [
    { invariant, expected: "a reading by the same invocation", actual: row?.state ?? "no record" },
  ];
};

/** Each message that an invocation completed and deleted, without a copy that takes its place. */
export const checkCompletions = (index: HistoryIndex): Violation[] => {
  const { completions, requeuedMessages } = index.world.history;
  const requeued = new Set(requeuedMessages.map(({ invocation, body }) => invocation + body));
  return completions.flatMap((completion) => {
    const { invocation, body, at } = completion;
    if (isPoison(index.world, body) || requeued.has(invocation + body)) return [];
    const orderId = orderIdInBody(body) ?? 0;
    return problemsOf(index, completion, orderId).map((problem) => ({ ...problem, orderId, at }));
  });
};
