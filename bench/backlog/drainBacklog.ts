import { checkFinalState } from "../../faultSimulation/invariants/checkFinalState";
import { checkInvariants } from "../../faultSimulation/invariants/checkInvariants";
import type { Exchange } from "../../faultSimulation/invariants/history/history";
import { indexHistory } from "../../faultSimulation/invariants/indexHistory";
import { startEventSourceMapping } from "../../faultSimulation/service/eventSourceMapping";
import type { Setup } from "../../faultSimulation/world/setup";
import type { World } from "../../faultSimulation/world/world";
import { type DrainResult, type StoreRequest, summarize } from "./drainResult";
import { type Backlog, backlogSetup } from "./faultFreeSetup";

/** Violations of the fault simulation's invariants, in a run without faults. */
const violationsIn = (setup: Setup): string[] => {
  const never = () => false;
  const faultSchedule = {
    isOutage: never,
    outages: [],
    isQuotaContended: never,
    brokenOrderId: () => undefined,
    isUnreadable: never,
    poison: [],
    forged: [],
    unusable: [],
  };
  const world: World = { ...setup, faultSchedule, stopPolling: () => undefined };
  return [...checkFinalState(world), ...checkInvariants(indexHistory(world))].map(
    ({ invariant, orderId, expected, actual }) =>
      `${invariant}: order ${orderId ?? "–"}, expected ${expected}, got ${actual}`,
  );
};

const toStoreRequest = ({
  method,
  path,
  sentAt,
  processedAt,
  status,
  quota,
}: Exchange): StoreRequest => ({
  method,
  path,
  processedAt: processedAt ?? sentAt,
  status: status ?? 0,
  quotaRemaining: quota?.remaining ?? Infinity,
});

const stepMs = 1_000;
/** A webhook is active one minute after its registration at the latest, and is sent seconds after a change. */
const webhookSettleMs = 120_000;

/**
 * Polls, lets three processors run until the queue is empty, then polls once more after the webhooks
 * of the service's own status writes have arrived. Returns the seconds from the first poll to the
 * empty queue.
 */
const run = async ({ clock, service, cloud }: Setup): Promise<number> => {
  const start = clock.now();
  let polls = 0;
  const poll = () => service.pollOrders.invoke({}).then(() => void (polls += 1));
  const isDrained = () => polls > 0 && cloud.queue.messages().length === 0;
  void poll();
  while (!isDrained()) await clock.runUntil(clock.now() + stepMs);
  const end = clock.now();
  await clock.runUntil(end + webhookSettleMs);
  void poll();
  while (polls < 2 || !isDrained()) await clock.runUntil(clock.now() + stepMs);
  return (end - start) / 1000;
};

/** Drains a backlog by the service's own handlers, on the virtual clock. */
export const drainBacklog = async (backlog: Backlog, batchSize = 10): Promise<DrainResult> => {
  const setup = backlogSetup({ webhooks: "all", ...backlog });
  const { clock, service, store, history, cloud } = setup;
  await clock.runUntil(clock.now() + webhookSettleMs);
  const start = clock.now();
  const { processOrders } = service;
  startEventSourceMapping({ ...setup, processOrders, batchSize: () => batchSize });
  const seconds = await run(setup);
  const rows = [...cloud.records.rows.values()];
  const acknowledged = rows.filter(({ state }) => state === "acknowledged").length;
  const invariantViolations = violationsIn(setup);
  store.close();
  const { newOrders } = backlog;
  return {
    ...summarize(history.exchanges.map(toStoreRequest), start),
    newOrders,
    acknowledged,
    seconds,
    invariantViolations,
  };
};
