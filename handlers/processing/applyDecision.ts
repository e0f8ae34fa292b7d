import { leaseEnd, freshUntil, isFresh } from "../../domain/freshness";
import { Failure } from "../../domain/failure";
import { secondsSince } from "../../domain/metrics";
import type { OrderRequest } from "../../domain/message";
import { fingerprintOf, type OrderSnapshot, toPartialSnapshot } from "../../domain/record";
import type { Decision, ReplicationRules } from "../../domain/replication";
import { confirmationProblem } from "../../domain/lostUpdate";
import { describeStatus } from "../../domain/status";
import type { Lease, Clock, Log, OrderReading, OrderRecords, Store } from "../../ports";
import { readFullOrder } from "./readOrders";
import type { AlertLostUpdate } from "./alertLostUpdate";

/** What replicating one order needs. */
export interface ReplicationWork {
  readonly store: Store;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: ReplicationRules;
  readonly claimId: string;
  readonly request: OrderRequest;
  readonly alertLostUpdate: AlertLostUpdate;
}

/** Done with; or to be looked at again, after somebody else's claim, or because it is early yet. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "incomplete" }
  | { readonly kind: "not-found"; readonly isRecorded: boolean };

/** The world changed under our hands, or did not answer: read the order again and decide anew. */
export interface Stale {
  readonly kind: "stale";
  readonly reason: Failure;
}

const done: Outcome = { kind: "done" };

/** Does what was decided on a reading of an order, as far as the world still is as it was then. */
export const applyDecision = async (
  work: ReplicationWork,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | Stale> => {
  try {
    return await apply(work, reading, decision);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== "order.missing") throw thrown;
    // Archived since, so that its lists or itself are gone; its record keeps what it holds.
    return reading.order.is_deleted
      ? { kind: "not-found", isRecorded: true }
      : { kind: "stale", reason: thrown };
  }
};

const apply = async (
  work: ReplicationWork,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | Stale> => {
  const ids = { traceId: work.request.traceId, orderId: reading.order.id };
  if (decision.kind === "skip") {
    work.log("order.skipped", { ...ids, why: decision.why });
    return done;
  }
  if (decision.kind === "incomplete") {
    work.log("order.incomplete", ids);
    return decision;
  }
  if (work.rules.acknowledge === "plan") {
    const from = describeStatus(reading.order.status_id);
    const to = "statusId" in decision ? { to: describeStatus(decision.statusId) } : {};
    work.log("order.dry-run", { ...ids, would: decision.kind, from, ...to });
    return done;
  }
  switch (decision.kind) {
    case "wait":
      work.log("order.lease-held", { ...ids, until: decision.until });
      return { kind: "wait", until: new Date(decision.until) };
    case "refresh":
      return refreshRecord(work, reading, decision.why);
    case "replicate":
      return replicate(work, reading);
    case "resolve-intent":
      return resolveIntent(work, reading, decision);
    case "acknowledge":
      return acknowledge(work, reading, decision.statusId);
  }
};

const refreshRecord = async (
  { store, records, log, request: { traceId } }: ReplicationWork,
  reading: OrderReading,
  why: string,
) => {
  const newer = await records.save(await readFullOrder(store, reading));
  log("order.refreshed", { traceId, orderId: reading.order.id, why, newer });
  return done;
};

const replicate = async (
  { store, records, log, request: { traceId } }: ReplicationWork,
  reading: OrderReading,
) => {
  await records.replicate(await readFullOrder(store, reading), traceId);
  log("order.replicated", { traceId, orderId: reading.order.id });
  return done;
};

/**
 * An intent was left open: by a crash, by a silent store, or because staff changed the order meanwhile.
 * This reading shows how it ended.
 */
const resolveIntent = async (
  work: ReplicationWork,
  reading: OrderReading,
  { as, overwritten }: Extract<Decision, { kind: "resolve-intent" }>,
): Promise<Outcome | Stale> => {
  const { store, records, log, now, claimId } = work;
  const ids = { traceId: work.request.traceId, orderId: reading.order.id };
  const snapshot = await readFullOrder(store, reading);
  // First, because nobody can compare any more once the row holds this reading.
  if (overwritten) await work.alertLostUpdate(ids, overwritten);
  await records.save(snapshot);
  const settled = await records.resolveIntent(ids.orderId, as, { claimId, at: now() });
  if (!settled) return stale(`Order ${ids.orderId} was claimed meanwhile`);
  log("order.intent-resolved", { ...ids, as, status: describeStatus(reading.order.status_id) });
  return done;
};

/** A whole reading that is fresh; undefined when the order changed while its lists were read. */
const readFresh = async (
  { store, now }: ReplicationWork,
  reading: OrderReading,
): Promise<OrderSnapshot | undefined> => {
  const snapshot = await readFullOrder(store, reading);
  if (isFresh(reading.readAt, now())) return snapshot;
  // Many lines, or a slow store. Where the order is as it was, so are the lists.
  const again = await store.readOrder(reading.order.id);
  if (!again || fingerprintOf(again.order) !== snapshot.fingerprint) return undefined;
  return { ...snapshot, readAt: again.readAt.toISOString() };
};

/** Record and intent first, status after; the row says `acknowledged` only once the store has. */
const acknowledge = async (
  work: ReplicationWork,
  reading: OrderReading,
  statusId: number,
): Promise<Outcome | Stale> => {
  const { store, records, log, now } = work;
  const { traceId } = work.request;
  const { id: orderId } = reading.order;
  const snapshot = await readFresh(work, reading);
  if (!snapshot) return stale(`Order ${orderId} changed while its lists were read`);
  const claim = toClaim(work, statusId);
  if (!(await records.claim(snapshot, claim))) {
    return stale(`Order ${orderId} was claimed, acknowledged or read anew meanwhile`);
  }
  const answer = await store.setStatus(orderId, statusId, freshUntil(new Date(snapshot.readAt)));
  if (answer.kind === "unknown") return { kind: "stale", reason: answer.failure };
  const doubt = confirmationProblem(answer.order, { statusId, before: reading.order });
  if (doubt) return { kind: "stale", reason: doubt };
  if (
    !(await records.confirm(toPartialSnapshot(answer.order, answer.readAt.toISOString()), claim))
  ) {
    return stale(`The claim on order ${orderId} was lost`);
  }
  log("order.acknowledged", {
    traceId,
    orderId,
    from: describeStatus(reading.order.status_id),
    to: describeStatus(statusId),
    secondsFromPlaced: secondsSince(reading.order.date_created, now()),
    secondsFromQueued: secondsSince(work.request.queuedAt, now()),
  });
  return done;
};

const toClaim = ({ claimId, now, request }: ReplicationWork, acknowledgeAs: number): Lease => {
  const at = now();
  return { id: claimId, acknowledgeAs, at, until: leaseEnd(at), traceId: request.traceId };
};

const stale = (why: string): Stale => ({
  kind: "stale",
  reason: new Failure("record.conflict", why),
});
