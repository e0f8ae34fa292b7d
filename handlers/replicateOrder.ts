import { Failure, toFailure } from "../domain/failure";
import { secondsSince } from "../domain/measurement";
import type { OrderMessage, OrderRequest } from "../domain/message";
import { toIso } from "../domain/order";
import { type Replication, toOwnReading } from "../domain/record";
import {
  claimEnd,
  decide,
  type Decision,
  isFresh,
  type ReplicationRules,
} from "../domain/replication";
import { doubtOf } from "../domain/staffChange";
import { describeStatus } from "../domain/status";
import type { Claim, Clock, Log, OrderReading, OrderRecords, Store } from "../ports";
import { readWhole } from "./orderReading";

/** What replicating one order needs. */
export interface ReplicationWork {
  readonly store: Store;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: ReplicationRules;
  readonly claimId: string;
  readonly request: OrderRequest;
  /** People are told at the end of the invocation, whatever becomes of the order's message. */
  readonly tellOverwritten: (order: Pick<OrderMessage, "orderId" | "traceId">, by: Failure) => void;
}

/** Done with; or to be looked at again, after somebody else's claim, or because it is early yet. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "unfinished" }
  | { readonly kind: "missing"; readonly isRecorded: boolean };

const done: Outcome = { kind: "done" };

/** How often one invocation looks at an order before its message goes back. */
const looks = 3;

/** The world changed under our hands, or did not answer: read the order again and decide anew. */
interface LookAgain {
  readonly kind: "look again";
  readonly because: Failure;
}

/**
 * An order as the store has it, and its row as it was after that: in this order a row can be newer
 * than the reading, never older, and conditional writes take care of newer.
 */
export interface Look {
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
  first?: Look,
): Promise<Outcome> => {
  const isUsable = first?.reading && isFresh(first.reading.readAt, work.now());
  let look = isUsable ? first : await lookAt(work, id);
  for (let n = 1; ; n += 1) {
    const { reading, row } = look;
    if (!reading) return { kind: "missing", isRecorded: row !== undefined };
    const result = await withVersion(reading, () =>
      act(work, reading, decideNow(work, reading, row)),
    );
    if (result.kind !== "look again") return result;
    if (n === looks) throw versioned(result.because, reading);
    logAgain(work, id, result.because);
    look = await lookAt(work, id);
  }
};

const logAgain = ({ log, request }: ReplicationWork, orderId: number, because: Failure): void => {
  const { code, message: why, details } = because;
  log("order.looked-at-again", { traceId: request.traceId, orderId, code, why, ...details });
};

const lookAt = async ({ store, records }: ReplicationWork, id: number): Promise<Look> => {
  const reading = await store.readOrder(id);
  const rows = await records.find([id]);
  return { reading, row: rows.get(id) };
};

const decideNow = (work: ReplicationWork, { order }: OrderReading, row?: Replication): Decision =>
  decide(order, row, work.rules, { ...work.request, claimId: work.claimId, now: work.now() });

/** A failure says of which version of the order it is: a later version is worth another try. */
const versioned = ({ code, message, details, cause }: Failure, { order }: OrderReading): Failure =>
  new Failure(code, message, { ...details, modifiedAt: toIso(order.date_modified) }, cause);

const withVersion = async <T>(reading: OrderReading, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    throw versioned(toFailure(thrown), reading);
  }
};

const act = async (
  work: ReplicationWork,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | LookAgain> => {
  const ids = { traceId: work.request.traceId, orderId: reading.order.id };
  if (decision.kind === "skip") {
    work.log("order.skipped", { ...ids, why: decision.why });
    return done;
  }
  if (decision.kind === "unfinished") {
    work.log("order.unfinished", ids);
    return decision;
  }
  if (work.rules.acknowledge === "plan") {
    const from = describeStatus(reading.order.status_id);
    const to = "statusId" in decision ? { to: describeStatus(decision.statusId) } : {};
    work.log("order.planned", { ...ids, would: decision.kind, from, ...to });
    return done;
  }
  switch (decision.kind) {
    case "wait":
      work.log("order.claimed-elsewhere", { ...ids, until: decision.until });
      return { kind: "wait", until: new Date(decision.until) };
    case "keep":
      return keep(work, reading, decision.why);
    case "replicate":
      return replicate(work, reading);
    case "settle":
      return settle(work, reading, decision);
    case "acknowledge":
      return acknowledge(work, reading, decision.statusId);
  }
};

const keep = async (
  { store, records, log, request: { traceId } }: ReplicationWork,
  reading: OrderReading,
  why: string,
) => {
  const newer = await records.save(await readWhole(store, reading));
  log("order.kept", { traceId, orderId: reading.order.id, why, newer });
  return done;
};

const replicate = async (
  { store, records, log, request: { traceId } }: ReplicationWork,
  reading: OrderReading,
) => {
  await records.replicate(await readWhole(store, reading), traceId);
  log("order.replicated", { traceId, orderId: reading.order.id });
  return done;
};

/**
 * An intent was left open: by a crash, by a silent store, or because staff changed the order meanwhile.
 * This reading shows how it ended.
 */
const settle = async (
  work: ReplicationWork,
  reading: OrderReading,
  { as, overwritten }: Extract<Decision, { kind: "settle" }>,
): Promise<Outcome | LookAgain> => {
  const { store, records, log, now, claimId } = work;
  const ids = { traceId: work.request.traceId, orderId: reading.order.id };
  const snapshot = await readWhole(store, reading);
  if (overwritten) {
    // Now, because nobody can compare any more once the row holds this reading.
    log("order.overwritten", { ...ids, error: overwritten.message }, "warn");
    work.tellOverwritten(ids, overwritten);
  }
  await records.save(snapshot);
  const settled = await records.settle(ids.orderId, as, { claimId, at: now() });
  if (!settled) return lookAgain(`Order ${ids.orderId} was claimed meanwhile`);
  log("order.settled", { ...ids, as, status: describeStatus(reading.order.status_id) });
  return done;
};

/** Record and intent first, status after; the row says `acknowledged` only once the store has. */
const acknowledge = async (
  work: ReplicationWork,
  reading: OrderReading,
  statusId: number,
): Promise<Outcome | LookAgain> => {
  const { store, records, log, now } = work;
  const { traceId } = work.request;
  const { id: orderId } = reading.order;
  const snapshot = await readWhole(store, reading);
  const claim = toClaim(work, statusId);
  if (!(await records.claim(snapshot, claim))) {
    return lookAgain(`Order ${orderId} was claimed, acknowledged or read anew meanwhile`);
  }
  if (!isFresh(reading.readAt, now())) return lookAgain(`The reading of order ${orderId} grew old`);
  const answer = await store.setStatus(orderId, statusId);
  if (answer.kind === "unanswered") return { kind: "look again", because: answer.failure };
  const doubt = doubtOf(answer.order, { statusId, before: reading.order });
  if (doubt) return { kind: "look again", because: doubt };
  if (!(await records.confirm(toOwnReading(answer.order, answer.readAt.toISOString()), claim))) {
    return lookAgain(`The claim on order ${orderId} was lost`);
  }
  log("order.acknowledged", {
    ...{ traceId, orderId },
    from: describeStatus(reading.order.status_id),
    to: describeStatus(statusId),
    secondsFromPlaced: secondsSince(reading.order.date_created, now()),
    secondsFromQueued: secondsSince(work.request.queuedAt, now()),
  });
  return done;
};

const toClaim = ({ claimId, now, request }: ReplicationWork, acknowledgeAs: number): Claim => {
  const at = now();
  return { id: claimId, acknowledgeAs, at, until: claimEnd(at), traceId: request.traceId };
};

const lookAgain = (why: string): LookAgain => ({
  kind: "look again",
  because: new Failure("record.contended", why),
});
