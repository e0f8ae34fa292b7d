import { Failure, stopsBatch } from "../domain/failure";
import type { OrderRequest } from "../domain/message";
import { type Read, readPlan } from "../domain/readPlan";
import { attempt } from "./attempt";
import { readPlanned } from "./orderReading";
import { type Look, type Outcome, replicateOrder, type ReplicationWork } from "./replicateOrder";

export type BatchWork = Omit<ReplicationWork, "request">;

/** By order id. */
type Outcomes = Map<number, Outcome | Failure>;

/**
 * Replicates each order that is asked for, by the fewest reads. One order's failure leaves
 * its neighbours alone; a failure that concerns all of them ends the batch, and is what the rest gets.
 */
export const replicateBatch = async (
  work: BatchWork,
  requests: ReadonlyMap<number, OrderRequest>,
): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map();
  const ended = await attempt(async () => {
    for (const read of readPlan(requests.keys()))
      await replicateRead(work, read, requests, outcomes);
  });
  if (ended instanceof Failure) {
    const unreached = [...requests.keys()].filter((id) => !outcomes.has(id));
    for (const id of unreached) outcomes.set(id, ended);
  }
  return outcomes;
};

/** Replicates the orders of one planned read, one after the other. */
const replicateRead = async (
  work: BatchWork,
  read: Read,
  requests: ReadonlyMap<number, OrderRequest>,
  outcomes: Outcomes,
): Promise<void> => {
  const looks = await attempt(() => lookTogether(work, read));
  for (const id of read.ids) {
    const request = requests.get(id);
    if (!request) continue;
    const order = { ...work, request };
    const outcome =
      looks instanceof Failure
        ? looks
        : await attempt(() => replicateOrder(order, id, looks.get(id)));
    outcomes.set(id, outcome);
    if (outcome instanceof Failure && stopsBatch(outcome)) throw outcome;
  }
};

/** What one read and one look into the table tell of several orders; the others are looked at alone. */
const lookTogether = async (
  { store, records }: BatchWork,
  read: Read,
): Promise<ReadonlyMap<number, Look>> => {
  const readings = await readPlanned(store, read);
  if (readings.size === 0) return new Map();
  const rows = await records.find([...readings.keys()]);
  return new Map([...readings].map(([id, reading]) => [id, { reading, row: rows.get(id) }]));
};
