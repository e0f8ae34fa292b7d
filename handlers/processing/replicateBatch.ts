import { Failure, stopsBatch } from "../../domain/failure";
import { nextRead, type PlannedRead } from "../../domain/readPlan";
import { isFresh } from "../../domain/timeLimits";
import { resultOrFailure } from "../resultOrFailure";
import type { ReplicationContext } from "./applyDecision";
import type { MessageBatch } from "./messageBatch";
import { readWindow } from "./readOrders";
import { type OrderView, replicateOrder } from "./replicateOrder";

export type BatchContext = Omit<ReplicationContext, "request">;

/**
 * Replicates each pending order of the batch, by the fewest reads. One order's failure leaves the
 * others alone; a failure that concerns them all ends the batch, and becomes the outcome of the rest.
 */
export const replicateBatch = async (context: BatchContext, batch: MessageBatch): Promise<void> => {
  const ended = await resultOrFailure(async () => {
    while (batch.pending().length > 0) {
      const budget = await context.store.awaitBudget();
      await batch.fill(budget);
      const read = nextRead(batch.pending(), budget);
      if (read) await replicateRead(context, read, batch);
    }
  });
  if (ended instanceof Failure) for (const id of batch.pending()) batch.resolve(id, ended);
};

/**
 * Replicates the orders of one read, one after the other, while the read is fresh and the store takes
 * requests without a wait; the rest stay pending, and are read again together with the next read.
 */
const replicateRead = async (
  context: BatchContext,
  read: PlannedRead,
  batch: MessageBatch,
): Promise<void> => {
  const views = await resultOrFailure(() => viewOrders(context, read));
  for (const id of read.ids) {
    const request = batch.request(id);
    if (!request) continue;
    const view = views instanceof Failure ? undefined : views.get(id);
    if (view && id !== read.ids[0] && !isStillUsable(context, view)) return;
    const outcome =
      views instanceof Failure
        ? views
        : await resultOrFailure(() => replicateOrder({ ...context, request }, id, view));
    batch.resolve(id, outcome);
    if (outcome instanceof Failure && stopsBatch(outcome)) throw outcome.ofVersion(undefined);
  }
};

const isStillUsable = ({ store, now }: BatchContext, { reading }: OrderView): boolean =>
  store.canSendNow() && reading !== undefined && isFresh(reading.readAt, now());

/** Orders of one read with their rows; orders that the read does not show are read singly later. */
const viewOrders = async (
  { store, records }: BatchContext,
  read: PlannedRead,
): Promise<ReadonlyMap<number, OrderView>> => {
  const readings = await readWindow(store, read);
  if (readings.size === 0) return new Map();
  const rows = await records.find([...readings.keys()]);
  return new Map([...readings].map(([id, reading]) => [id, { reading, row: rows.get(id) }]));
};
