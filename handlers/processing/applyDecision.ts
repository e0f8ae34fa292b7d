import type { Decision, ReplicationRules } from "../../domain/decision";
import { Failure } from "../../domain/failure";
import { confirmationProblem } from "../../domain/lostUpdate";
import { secondsSince } from "../../domain/metrics";
import { isArchived } from "../../domain/order";
import type { OrderRequest } from "../../domain/orderMessage";
import { fingerprintOf, type OrderSnapshot, toPartialSnapshot } from "../../domain/record";
import { describeStatus } from "../../domain/status";
import { freshUntil, isFresh, leaseEnd } from "../../domain/timeLimits";
import type { Clock, Lease, Log, OrderReading, OrderRecords, Store } from "../../ports";
import type { AlertLostUpdate } from "./alertLostUpdate";
import { readFullOrder } from "./readOrders";

/** What replicating one order needs. */
export interface ReplicationContext {
  readonly store: Store;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: ReplicationRules;
  /** Owner of the leases that this invocation takes. */
  readonly claimId: string;
  readonly request: OrderRequest;
  readonly alert: AlertLostUpdate;
}

/** Done; or to be retried: after another invocation's lease, or because the order is too young. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "incomplete" }
  /** The store, which responds to others, does not have the order; `foundAt` is when its record was last read. */
  | { readonly kind: "not-found"; readonly foundAt: string | undefined }
  /** Gone since it was read, and the store showed it as archived then. */
  | { readonly kind: "archived" };

/** An optimistic-concurrency conflict, or a write of unknown outcome: read the order again and decide again. */
export interface Stale {
  readonly kind: "stale";
  readonly reason: Failure;
}

const done: Outcome = { kind: "done" };

/** Applies a decision, on the condition that the order and its row are still as they were decided on. */
export const applyDecision = async (
  context: ReplicationContext,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | Stale> => {
  try {
    return await apply(context, reading, decision);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== "order.missing") throw thrown;
    // Archived since the read, so that the order or its lists are gone; the record keeps its data.
    return isArchived(reading.order) ? { kind: "archived" } : { kind: "stale", reason: thrown };
  }
};

const apply = async (
  context: ReplicationContext,
  reading: OrderReading,
  decision: Decision,
): Promise<Outcome | Stale> => {
  const ids = { traceId: context.request.traceId, orderId: reading.order.id };
  if (decision.kind === "skip") {
    context.log("order.skipped", { ...ids, why: decision.why });
    return done;
  }
  if (decision.kind === "incomplete") {
    context.log("order.incomplete", ids);
    return decision;
  }
  if (context.rules.acknowledge === "plan") {
    const from = describeStatus(reading.order.status_id);
    const to = "statusId" in decision ? { to: describeStatus(decision.statusId) } : {};
    context.log("order.dry-run", { ...ids, would: decision.kind, from, ...to });
    return done;
  }
  switch (decision.kind) {
    case "wait":
      context.log("order.lease-held", { ...ids, until: decision.until });
      return { kind: "wait", until: new Date(decision.until) };
    case "refresh":
      return refreshRecord(context, reading, decision.why);
    case "replicate":
      return replicate(context, reading);
    case "resolve-intent":
      return resolveIntent(context, reading, decision);
    case "acknowledge":
      return acknowledge(context, reading, decision.statusId);
  }
};

const refreshRecord = async (
  { store, records, log, request: { traceId } }: ReplicationContext,
  reading: OrderReading,
  why: string,
) => {
  const newer = await records.save(await readFullOrder(store, reading));
  log("order.refreshed", { traceId, orderId: reading.order.id, why, newer });
  return done;
};

const replicate = async (
  { store, records, log, request: { traceId } }: ReplicationContext,
  reading: OrderReading,
) => {
  await records.replicate(await readFullOrder(store, reading), traceId);
  log("order.replicated", { traceId, orderId: reading.order.id });
  return done;
};

/**
 * The outcome of an earlier status change was unknown: after a crash, without a response, or because
 * staff changed the order meanwhile. This reading shows the outcome.
 */
const resolveIntent = async (
  { store, records, log, now, claimId, request, alert }: ReplicationContext,
  reading: OrderReading,
  { as, lostUpdate }: Extract<Decision, { kind: "resolve-intent" }>,
): Promise<Outcome | Stale> => {
  const ids = { traceId: request.traceId, orderId: reading.order.id };
  const snapshot = await readFullOrder(store, reading);
  // The alert comes first: once the row holds this reading, the lost update can no longer be detected.
  if (lostUpdate) await alert(ids, lostUpdate);
  await records.save(snapshot);
  const isResolved = await records.resolveIntent(ids.orderId, as, { claimId, at: now() });
  if (!isResolved) return stale(`Order ${ids.orderId} was claimed meanwhile`);
  log("order.intent-resolved", { ...ids, as, status: describeStatus(reading.order.status_id) });
  return done;
};

/** A fresh reading with its lists; undefined when the order changed while its lists were read. */
const readFresh = async (
  { store, now }: ReplicationContext,
  reading: OrderReading,
): Promise<OrderSnapshot | undefined> => {
  const snapshot = await readFullOrder(store, reading);
  if (isFresh(reading.readAt, now())) return snapshot;
  // The lists took long: many lines, or a slow store. An order that is unchanged has unchanged lists.
  const again = await store.readOrder(reading.order.id);
  if (!again || fingerprintOf(again.order) !== snapshot.fingerprint) return undefined;
  return { ...snapshot, readAt: again.readAt.toISOString() };
};

/** Record and intent first, status after; the row says `acknowledged` only once the store has confirmed. */
const acknowledge = async (
  context: ReplicationContext,
  reading: OrderReading,
  statusId: number,
): Promise<Outcome | Stale> => {
  const { store, records, log, now, request } = context;
  const { id: orderId } = reading.order;
  const snapshot = await readFresh(context, reading);
  if (!snapshot) return stale(`Order ${orderId} changed while its lists were read`);
  const lease = toLease(context, statusId);
  if (!(await records.claim(snapshot, lease)))
    return stale(
      `Order ${orderId} was claimed, acknowledged or stored from a newer read meanwhile`,
    );
  const result = await store.setStatus(orderId, statusId, freshUntil(new Date(snapshot.readAt)));
  if (result.kind === "unknown") return { kind: "stale", reason: result.failure };
  const problem = confirmationProblem(result.order, { statusId, before: reading.order });
  if (problem) return { kind: "stale", reason: problem };
  const confirmed = toPartialSnapshot(result.order, result.readAt.toISOString());
  if (!(await records.confirm(confirmed, lease)))
    return stale(`The lease on order ${orderId} was lost`);
  log("order.acknowledged", {
    traceId: request.traceId,
    orderId,
    from: describeStatus(reading.order.status_id),
    to: describeStatus(statusId),
    secondsFromPlaced: secondsSince(reading.order.date_created, now()),
    secondsFromQueued: secondsSince(request.queuedAt, now()),
  });
  return done;
};

const toLease = ({ claimId, now, request }: ReplicationContext, acknowledgeAs: number): Lease => {
  const at = now();
  return { id: claimId, acknowledgeAs, at, until: leaseEnd(at), traceId: request.traceId };
};

const stale = (why: string): Stale => ({
  kind: "stale",
  reason: new Failure("record.conflict", why),
});
