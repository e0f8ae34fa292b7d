import { isFresh } from "../../domain/freshness";
import { Failure, toFailure } from "../../domain/failure";
import { toIso } from "../../domain/order";
import type { Replication } from "../../domain/record";
import { decide, type Decision } from "../../domain/replication";
import type { OrderReading } from "../../ports";
import { applyDecision, type Outcome, type ReplicationWork } from "./applyDecision";

/** How often one invocation looks at an order before its message goes back. */
const maxAttempts = 3;

/**
 * An order as the store has it, and its row as it was after that: in this order a row can be newer
 * than the reading, never older, and conditional writes take care of newer.
 */
export interface OrderView {
  readonly reading?: OrderReading;
  readonly row?: Replication;
}

/**
 * Store → table → status, for one order. Each look reads the order, decides and acts.
 * @throws Failure the obstacle that the last look met
 */
export const replicateOrder = async (
  work: ReplicationWork,
  id: number,
  first?: OrderView,
): Promise<Outcome> => {
  const isUsable = first?.reading && isFresh(first.reading.readAt, work.now());
  let look = isUsable ? first : await viewOrder(work, id);
  for (let n = 1; ; n += 1) {
    const { reading, row } = look;
    if (!reading) return { kind: "not-found", isRecorded: row !== undefined };
    const result = await withVersion(reading, () =>
      applyDecision(work, reading, decideFor(work, reading, row)),
    );
    if (result.kind !== "stale") return result;
    if (n === maxAttempts) throw versioned(result.reason, reading);
    logConflictRetry(work, id, result.reason);
    look = await viewOrder(work, id);
  }
};

const logConflictRetry = (
  { log, request }: ReplicationWork,
  orderId: number,
  because: Failure,
): void => {
  const { code, message: why, logFields } = because;
  log("order.conflict-retried", { traceId: request.traceId, orderId, code, why, ...logFields });
};

const viewOrder = async ({ store, records }: ReplicationWork, id: number): Promise<OrderView> => {
  const reading = await store.readOrder(id);
  const rows = await records.find([id]);
  return { reading, row: rows.get(id) };
};

const decideFor = (work: ReplicationWork, { order }: OrderReading, row?: Replication): Decision =>
  decide(order, row, work.rules, { ...work.request, claimId: work.claimId, now: work.now() });

/** A failure says of which version of the order it is: a later version is worth another try. */
const versioned = (failure: Failure, { order }: OrderReading): Failure =>
  failure.ofVersion(toIso(order.date_modified));

const withVersion = async <T>(reading: OrderReading, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    throw versioned(toFailure(thrown), reading);
  }
};
