import { isStoreTrouble } from "../../domain/circuit";
import { Failure, isReadFailed, isTooLarge, stopsBatch } from "../../domain/failure";
import {
  alone,
  halved,
  nextRead,
  noLimits,
  type PlannedRead,
  type ReadLimits,
} from "../../domain/readPlan";
import { isFresh } from "../../domain/timeLimits";
import type { Probe } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import {
  admitToStore,
  soleProbe,
  type StoreAdmission,
  type StoreAdmissionPorts,
} from "../storeAdmission";
import type { ReplicationContext } from "./applyDecision";
import type { MessageBatch } from "./messageBatch";
import { readWindow } from "./readOrders";
import { type OrderView, replicateOrder, viewOrder } from "./replicateOrder";

export type BatchContext = Omit<ReplicationContext, "request"> & StoreAdmissionPorts;

/** After so many failed reads in a row the store is down, and not one of its orders broken. */
const maxFailuresInARow = 5;

/** What came of the reads so far. */
interface ReadHistory {
  readonly limits: ReadLimits;
  /** How many reads failed since one succeeded. */
  readonly failures: number;
  /** Whether the store answered any of them. */
  readonly hasSucceeded: boolean;
  readonly lastFailure?: Failure;
}

/**
 * Replicates each pending order of the batch, by the fewest reads. One order's failure leaves the
 * others alone, also where the store cannot render that order: a failed read is halved, down to the one.
 * A failure that concerns them all ends the batch, and becomes the outcome of the rest; so does a circuit
 * that is open.
 */
export const replicateBatch = async (context: BatchContext, batch: MessageBatch): Promise<void> => {
  if (batch.pending().length === 0) return;
  const ended = await resultOrFailure(async () => {
    const admission = await admitToStore(context, context.store);
    const run = await resultOrFailure(() => replicateAll(context, batch));
    if (run instanceof Failure) {
      await admission.failed(run);
      throw run;
    }
    const { hasSucceeded, lastFailure } = run;
    if (!hasSucceeded && lastFailure && isStoreTrouble(lastFailure))
      await confirmTrouble(context, admission);
  });
  if (ended instanceof Failure) for (const id of batch.pending()) batch.resolve(id, ended);
};

const replicateAll = async (context: BatchContext, batch: MessageBatch): Promise<ReadHistory> => {
  let history: ReadHistory = { limits: noLimits, failures: 0, hasSucceeded: false };
  while (batch.pending().length > 0) {
    const budget = await context.store.awaitBudget();
    await batch.fill(budget);
    const read = nextRead(batch.pending(), budget, history.limits);
    if (read) history = await replicateRead(context, read, { batch, history });
  }
  return history;
};

/** Every read failed: of orders that the store cannot render, or because the store is down. */
const confirmTrouble = async (
  { store }: BatchContext,
  admission: StoreAdmission,
): Promise<void> => {
  const counted = await resultOrFailure(() => store.countOrders(soleProbe));
  if (counted instanceof Failure) await admission.failed(counted);
};

interface Progress {
  readonly batch: MessageBatch;
  readonly history: ReadHistory;
}

/**
 * Replicates the orders of one read, one after the other, while the read is fresh and the store takes
 * requests without a wait; the rest stay pending, and are read again together with the next read.
 */
const replicateRead = async (
  context: BatchContext,
  read: PlannedRead,
  { batch, history }: Progress,
): Promise<ReadHistory> => {
  const probe = probeFor(read, { batch, history });
  const views = await resultOrFailure(() => viewOrders(context, read, probe));
  if (views instanceof Failure && probe && isReadFailed(views))
    return afterFailedRead(context, read, history, views);
  if (views instanceof Failure && isTooLarge(views) && read.kind === "window")
    return split(context, read, history, views);
  const unseen: number[] = [];
  for (const id of read.ids) {
    const request = batch.request(id);
    if (!request) continue;
    const view = views instanceof Failure ? undefined : views.get(id);
    if (!view && !(views instanceof Failure)) {
      unseen.push(id);
      continue;
    }
    if (view && id !== read.ids[0] && !isStillUsable(context, view)) break;
    const outcome =
      views instanceof Failure
        ? views
        : await resultOrFailure(() => replicateOrder({ ...context, request }, id, view));
    batch.resolve(id, outcome);
    if (outcome instanceof Failure && stopsBatch(outcome)) throw outcome.ofVersion(undefined);
  }
  const limits = alone(history.limits, unseen);
  if (views instanceof Failure) return { ...history, limits, failures: 0, lastFailure: views };
  return { limits, failures: 0, hasSucceeded: true };
};

/** A read is retried as it is only where nothing smaller is left to read, and no other order waits. */
const probeFor = (
  { kind, ids }: PlannedRead,
  { batch, history: { limits, failures } }: Progress,
): Probe | undefined => {
  const isLast = limits.get(ids[0] ?? 0) === 0 || batch.pending().length === 1;
  return kind === "single" && isLast ? undefined : { failures };
};

/** @throws Failure the read's, once so many reads failed in a row that the store must be down */
const afterFailedRead = (
  context: BatchContext,
  read: PlannedRead,
  history: ReadHistory,
  failure: Failure,
): ReadHistory => {
  const failures = history.failures + 1;
  if (failures >= maxFailuresInARow) throw failure;
  return split(context, read, { ...history, failures, lastFailure: failure }, failure);
};

const split = (
  { log }: BatchContext,
  read: PlannedRead,
  history: ReadHistory,
  { code, message: error }: Failure,
): ReadHistory => {
  log("orders.read-split", { orderIds: read.ids, code, error }, "warn");
  return { ...history, limits: halved(history.limits, read) };
};

const isStillUsable = ({ store, now }: BatchContext, { reading }: OrderView): boolean =>
  store.canSendNow() && reading !== undefined && isFresh(reading.readAt, now());

/** Orders of one read with their rows; orders that a window does not show are left out. */
const viewOrders = async (
  context: BatchContext,
  read: PlannedRead,
  probe: Probe | undefined,
): Promise<ReadonlyMap<number, OrderView>> => {
  if (read.kind === "single") {
    const [id] = read.ids;
    return new Map([[id, await viewOrder(context, id, probe)]]);
  }
  const readings = await readWindow(context.store, read, probe);
  if (readings.size === 0) return new Map();
  const rows = await context.records.find([...readings.keys()]);
  return new Map([...readings].map(([id, reading]) => [id, { reading, row: rows.get(id) }]));
};
