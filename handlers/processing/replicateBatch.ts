import { isFresh } from "../../domain/freshness";
import { Failure, stopsBatch } from "../../domain/failure";
import type { OrderRequest } from "../../domain/message";
import { nextRead, type PlannedRead } from "../../domain/readPlan";
import { catchFailure } from "../catchFailure";
import { readWindow } from "./readOrders";
import type { Outcome, ReplicationWork } from "./applyDecision";
import { type OrderView, replicateOrder } from "./replicateOrder";

export type BatchWork = Omit<ReplicationWork, "request">;

/** By order id. */
export type Outcomes = Map<number, Outcome | Failure>;

/** Adds requests to the batch while there is room, and says for which orders. */
export type Fill = (room: number, inHand: number) => Promise<readonly number[]>;

/**
 * Replicates each order that is asked for, by the fewest reads. One order's failure leaves
 * its neighbours alone; a failure that concerns all of them ends the batch, and is what the rest gets.
 */
export const replicateBatch = async (
  work: BatchWork,
  requests: ReadonlyMap<number, OrderRequest>,
  fill: Fill,
): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map();
  const left = () => [...requests.keys()].filter((id) => !outcomes.has(id));
  const ended = await catchFailure(async () => {
    while (left().length > 0) {
      const room = await work.store.awaitBudget();
      // What is asked for only now may be about a change that came after the order's reading.
      for (const id of await fill(room, left().length)) outcomes.delete(id);
      const read = nextRead(left(), room);
      if (read) await replicateRead(work, read, requests, outcomes);
    }
  });
  if (ended instanceof Failure) for (const id of left()) outcomes.set(id, ended);
  return outcomes;
};

/**
 * Replicates the orders of one read, one after the other, for as long as the reading is fresh and
 * the store need not wait: the others are read again, together, with those of the next read.
 */
const replicateRead = async (
  work: BatchWork,
  read: PlannedRead,
  requests: ReadonlyMap<number, OrderRequest>,
  outcomes: Outcomes,
): Promise<void> => {
  const looks = await catchFailure(() => viewTogether(work, read));
  for (const id of read.ids) {
    const request = requests.get(id);
    if (!request) continue;
    const look = looks instanceof Failure ? undefined : looks.get(id);
    if (look && id !== read.ids[0] && !isStillUsable(work, look)) return;
    const order = { ...work, request };
    const outcome =
      looks instanceof Failure ? looks : await catchFailure(() => replicateOrder(order, id, look));
    outcomes.set(id, outcome);
    if (outcome instanceof Failure && stopsBatch(outcome)) throw outcome.ofVersion(undefined);
  }
};

const isStillUsable = ({ store, now }: BatchWork, { reading }: OrderView): boolean =>
  store.canSendNow() && reading !== undefined && isFresh(reading.readAt, now());

/** What one read and one look into the table tell of several orders; the others are looked at alone. */
const viewTogether = async (
  { store, records }: BatchWork,
  read: PlannedRead,
): Promise<ReadonlyMap<number, OrderView>> => {
  const readings = await readWindow(store, read);
  if (readings.size === 0) return new Map();
  const rows = await records.find([...readings.keys()]);
  return new Map([...readings].map(([id, reading]) => [id, { reading, row: rows.get(id) }]));
};
