import { decide, type Decision } from "../../domain/decision";
import { type Failure, toFailure } from "../../domain/failure";
import { toIso } from "../../domain/order";
import type { Replication } from "../../domain/record";
import { isFresh } from "../../domain/timeLimits";
import type { OrderReading, Probe } from "../../ports";
import { applyDecision, type Outcome, type ReplicationContext } from "./applyDecision";

/** How often one invocation reads an order and decides, before the message is retried later. */
const maxAttempts = 3;

/**
 * An order as the store has it, if at all, and its row, which is read after the order: the row can be newer
 * than the reading, never older, and conditional writes reject a reading that is older than the row.
 */
export interface OrderView {
  readonly reading?: OrderReading;
  readonly row?: Replication;
}

/**
 * Store → table → status, for one order. Each attempt reads the order, decides and acts.
 * @throws Failure the obstacle that the last attempt met
 */
export const replicateOrder = async (
  context: ReplicationContext,
  id: number,
  first?: OrderView,
): Promise<Outcome> => {
  const isUsable = first && (!first.reading || isFresh(first.reading.readAt, context.now()));
  let view = isUsable ? first : await viewOrder(context, id);
  for (let attempt = 1; ; attempt += 1) {
    const { reading, row } = view;
    if (!reading) return { kind: "not-found", foundAt: row?.readAt };
    const result = await withVersion(reading, () =>
      applyDecision(context, reading, decideFor(context, reading, row)),
    );
    if (result.kind === "stale") {
      if (attempt === maxAttempts) throw versioned(result.reason, reading);
      logConflictRetry(context, id, result.reason);
    } else if (result.kind !== "archived" || attempt === maxAttempts) return result;
    // One 404 to a list of an archived order may be a mistake that would cost the record this version.
    view = await viewOrder(context, id);
  }
};

const logConflictRetry = (
  { log, request: { traceId } }: ReplicationContext,
  orderId: number,
  { code, message: why, logFields }: Failure,
): void => log("order.conflict-retried", { traceId, orderId, code, why, ...logFields });

export const viewOrder = async (
  { store, records }: Pick<ReplicationContext, "store" | "records">,
  id: number,
  probe?: Probe,
): Promise<OrderView> => {
  const reading = await store.readOrder(id, probe);
  const rows = await records.find([id]);
  return { reading, row: rows.get(id) };
};

const decideFor = (
  { rules, request, claimId, now }: ReplicationContext,
  { order }: OrderReading,
  row?: Replication,
): Decision => decide(order, row, rules, { ...request, claimId, now: now() });

/** A failure bears the version of the order: a later version is worth another try. */
const versioned = (failure: Failure, { order }: OrderReading): Failure =>
  failure.ofVersion(toIso(order.date_modified));

const withVersion = async <T>(reading: OrderReading, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    throw versioned(toFailure(thrown), reading);
  }
};
