import { Failure, stopsBatch, toFailure } from "../domain/failure";
import { type Read, readPlan } from "../domain/readPlan";
import type { Replication } from "../domain/record";
import { readPlanned } from "./orderReading";
import { type Outcome, replicateOrder, type ReplicationWork } from "./replicateOrder";

export type BatchWork = Omit<ReplicationWork, "traceId">;

/** By order id. */
type Outcomes = Map<number, Outcome | Failure>;

/**
 * Replicates each order, given with its trace id, by the fewest reads. One order's failure leaves
 * its neighbours alone; a failure that concerns all of them ends the batch, and is what the rest gets.
 */
export const replicateBatch = async (
  work: BatchWork,
  traceIds: ReadonlyMap<number, string>,
): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map();
  const ended = await attempt(async () => {
    const rows = await work.records.find([...traceIds.keys()]);
    for (const read of readPlan(traceIds.keys())) {
      await replicateRead(work, read, { traceIds, rows, outcomes });
    }
  });
  if (ended instanceof Failure) {
    const unreached = [...traceIds.keys()].filter((id) => !outcomes.has(id));
    for (const id of unreached) outcomes.set(id, ended);
  }
  return outcomes;
};

interface Progress {
  readonly traceIds: ReadonlyMap<number, string>;
  readonly rows: ReadonlyMap<number, Replication>;
  readonly outcomes: Outcomes;
}

const replicateRead = async (work: BatchWork, read: Read, progress: Progress): Promise<void> => {
  const { traceIds, rows, outcomes } = progress;
  const readings = await attempt(() => readPlanned(work.store, read));
  for (const id of read.ids) {
    const outcome =
      readings instanceof Failure
        ? readings
        : await attempt(() =>
            replicateOrder({ ...work, traceId: traceIds.get(id) ?? "none" }, id, {
              reading: readings.get(id),
              row: rows.get(id),
            }),
          );
    outcomes.set(id, outcome);
    if (outcome instanceof Failure && stopsBatch(outcome)) throw outcome;
  }
};

/** A batch answers for each message alone, so what one of them throws becomes its outcome. */
const attempt = async <T>(act: () => Promise<T>): Promise<T | Failure> => {
  try {
    return await act();
  } catch (thrown) {
    return toFailure(thrown);
  }
};
