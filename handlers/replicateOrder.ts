import { Failure } from "../domain/failure";
import type { Order } from "../domain/order";
import { type Replication, toOwnReading } from "../domain/record";
import { decide, type Decision, isFresh, type ReplicationRules } from "../domain/replication";
import { describeStatus } from "../domain/status";
import type { Claim, Clock, Log, OrderReading, OrderRecords, Store } from "../ports";
import { readAlone, readWhole } from "./orderReading";

/** What replicating one order needs. */
export interface ReplicationWork {
  readonly store: Store;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: ReplicationRules;
  /** By then this invocation is over, and so are its claims. */
  readonly deadline: Date;
  readonly claimId: string;
  readonly traceId: string;
}

/** Either done with, or to be looked at again once somebody else's claim has ended. */
export type Outcome = { readonly kind: "done" } | { readonly kind: "wait"; readonly until: Date };

const done: Outcome = { kind: "done" };

/** How often one invocation looks at an order before its message goes back. */
const looks = 3;

/** The world changed under our hands, or did not answer: read the order again and decide anew. */
interface LookAgain {
  readonly kind: "look again";
  readonly because: Failure;
}

/**
 * Store → table → status, for one order. Each look reads the order, decides and acts.
 * @throws Failure the obstacle that the last look met
 */
export const replicateOrder = async (
  work: ReplicationWork,
  id: number,
  known: { readonly reading?: OrderReading; readonly row?: Replication },
): Promise<Outcome> => {
  let { row } = known;
  let reading = freshOf(known.reading, work.now()) ?? (await readAlone(work.store, id));
  for (let look = 1; ; look += 1) {
    const result = await act(work, reading, decideNow(work, reading, row));
    if (result.kind !== "look again") return result;
    if (look === looks) throw result.because;
    reading = await readAlone(work.store, id);
    row = (await work.records.find([id])).get(id);
  }
};

/** A batch is read at once, and its last order may wait long for its turn. */
const freshOf = (reading: OrderReading | undefined, now: Date): OrderReading | undefined =>
  reading && isFresh(reading.readAt, now) ? reading : undefined;

const decideNow = (work: ReplicationWork, { order }: OrderReading, row?: Replication): Decision =>
  decide(order, row, work.rules, { claimId: work.claimId, now: work.now() });

const act = async (
  work: ReplicationWork,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | LookAgain> => {
  const ids = { traceId: work.traceId, orderId: reading.order.id };
  if (decision.kind === "skip") {
    work.log("order.skipped", { ...ids, why: decision.why });
    return done;
  }
  if (work.rules.acknowledge === "plan") {
    work.log("order.planned", { ...ids, from: reading.order.status_id, would: decision });
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
      return settle(work, reading, decision.as);
    case "acknowledge":
      return acknowledge(work, reading, decision.statusId);
  }
};

const keep = async (
  { store, records, log, traceId }: ReplicationWork,
  reading: OrderReading,
  why: string,
) => {
  const newer = await records.save(await readWhole(store, reading));
  log("order.kept", { traceId, orderId: reading.order.id, why, newer });
  return done;
};

const replicate = async (
  { store, records, log, traceId }: ReplicationWork,
  reading: OrderReading,
) => {
  await records.replicate(await readWhole(store, reading), traceId);
  log("order.replicated", { traceId, orderId: reading.order.id });
  return done;
};

/** An intent was left open, by a crash or by a silent store; this reading shows how it ended. */
const settle = async (
  { store, records, log, now, traceId, claimId }: ReplicationWork,
  reading: OrderReading,
  as: "acknowledged" | "left",
): Promise<Outcome | LookAgain> => {
  const { id: orderId, status_id } = reading.order;
  await records.save(await readWhole(store, reading));
  const settled = await records.settle(orderId, as, { claimId, at: now() });
  if (!settled) return lookAgain(`Order ${orderId} was claimed meanwhile`);
  log("order.settled", { traceId, orderId, as, status: describeStatus(status_id) });
  return done;
};

/** Record and intent first, status after; the row says `acknowledged` only once the store has. */
const acknowledge = async (
  work: ReplicationWork,
  reading: OrderReading,
  statusId: number,
): Promise<Outcome | LookAgain> => {
  const { store, records, log, now, traceId } = work;
  const { id: orderId } = reading.order;
  const snapshot = await readWhole(store, reading);
  const claim = toClaim(work, statusId);
  if (!(await records.claim(snapshot, claim))) {
    return lookAgain(`Order ${orderId} was claimed, acknowledged or read anew meanwhile`);
  }
  if (!isFresh(reading.readAt, now())) return lookAgain(`The reading of order ${orderId} grew old`);
  const answer = await store.setStatus(orderId, statusId);
  if (answer.kind === "unanswered") return { kind: "look again", because: answer.failure };
  if (answer.order.status_id !== statusId)
    return { kind: "look again", because: unconfirmed(answer.order, statusId) };
  if (!(await records.confirm(toOwnReading(answer.order, answer.readAt.toISOString()), claim))) {
    return lookAgain(`The claim on order ${orderId} was lost`);
  }
  const from = describeStatus(reading.order.status_id);
  log("order.acknowledged", { traceId, orderId, from, to: describeStatus(statusId) });
  return done;
};

const toClaim = (
  { claimId, now, deadline, traceId }: ReplicationWork,
  statusId: number,
): Claim => ({
  id: claimId,
  acknowledgeAs: statusId,
  at: now(),
  until: deadline,
  traceId,
});

const lookAgain = (why: string): LookAgain => ({
  kind: "look again",
  because: new Failure("record.contended", why),
});

const unconfirmed = (answer: Order, statusId: number): Failure =>
  new Failure(
    "store.unconfirmed",
    `The store was to set order ${answer.id} to ${describeStatus(statusId)} and answered ${describeStatus(answer.status_id)}`,
    { orderId: answer.id },
  );
