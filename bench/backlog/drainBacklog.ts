import { startEventSource } from "../../faultSimulation/service/eventSource";
import type { Exchange } from "../../faultSimulation/witness/evidence";
import type { Setup } from "../../faultSimulation/world/setup";
import { caseFile } from "../../faultSimulation/witness/caseFile";
import { judge } from "../../faultSimulation/witness/judge";
import { judgeOutcomes } from "../../faultSimulation/witness/outcomes";
import type { World } from "../../faultSimulation/world/world";
import { type Backlog, backlogSetup } from "./faultFreeSetup";
import { summarize, type DrainResult, type StoreRequest } from "./drainResult";

/** What the witness of the simulation has to say of a run that nobody disturbed. */
const violationsIn = (stage: Setup): string[] => {
  const isQuiet = () => false;
  const faultSchedule = { isOutage: isQuiet, isQuotaDisturbed: isQuiet, poison: [], forged: [] };
  const world: World = { ...stage, faultSchedule, stopPolling: () => undefined };
  return [...judgeOutcomes(world), ...judge(caseFile(world))].map(
    ({ rule, orderId, expected, seen }) =>
      `${rule}: order ${orderId ?? "–"}, expected ${expected}, saw ${seen}`,
  );
};

const toStoreRequest = ({
  method,
  path,
  sentAt,
  takenAt,
  status,
  shown,
}: Exchange): StoreRequest => ({
  method,
  path,
  handledAt: takenAt ?? sentAt,
  status: status ?? 0,
  quotaLeft: shown?.left ?? Infinity,
});

const stepMs = 1_000;
/** New webhooks are active after a minute at most, and tell of a change after some seconds. */
const webhooksMs = 120_000;

/**
 * Polls, lets three functions work until the queue is empty, and polls once more when the webhooks
 * have told of what was done. Answers the seconds in between.
 */
const run = async ({ clock, service, cloud }: Setup): Promise<number> => {
  const start = clock.now();
  let polled = 0;
  const poll = () => service.pollOrders.invoke({}).then(() => void (polled += 1));
  const isRest = () => polled > 0 && cloud.queue.messages().length === 0;
  void poll();
  while (!isRest()) await clock.runUntil(clock.now() + stepMs);
  const end = clock.now();
  await clock.runUntil(end + webhooksMs);
  void poll();
  while (polled < 2 || !isRest()) await clock.runUntil(clock.now() + stepMs);
  return (end - start) / 1000;
};

/** The service's own functions, with so many messages to an event, drain a backlog on the virtual clock. */
export const drainBacklog = async (backlog: Backlog, batchSize = 10): Promise<DrainResult> => {
  const stage = backlogSetup({ webhooks: "all", ...backlog });
  const { clock, service, store, evidence, cloud } = stage;
  await clock.runUntil(clock.now() + webhooksMs);
  const start = clock.now();
  const { processOrders } = service;
  startEventSource({ ...stage, processOrders, batchSize: () => batchSize });
  const seconds = await run(stage);
  const rows = [...cloud.records.rows.values()];
  const acknowledged = rows.filter(({ state }) => state === "acknowledged").length;
  const invariantViolations = violationsIn(stage);
  store.close();
  const { newOrders } = backlog;
  return {
    ...summarize(evidence.exchanges.map(toStoreRequest), start),
    newOrders,
    acknowledged,
    seconds,
    invariantViolations,
  };
};
