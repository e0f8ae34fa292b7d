import type { ArchiveSweep } from "./archiveSweep";
import { type ClockSkew, earliestStoreTime } from "./clockSkew";
import type { Acknowledge } from "./decision";
import { isArchived, type ListedOrder, type Order, toIso } from "./order";
import { isBefore, isNew, Status, type StatusRules } from "./status";
import { lastCertainDelivery, type WebhookHealth } from "./webhookHealth";

export interface SweepRules extends StatusRules {
  /** Whether stored orders follow changes in the store. */
  readonly followChanges: boolean;
  readonly acknowledge: Acknowledge;
  readonly pollIntervalMinutes: number;
}

/** The watermark of the polls, valid under these settings only. */
export interface Checkpoint {
  /** ISO instant; everything modified before it has been queued. */
  readonly modifiedSince: string;
  readonly settings: string;
  /** Stored orders were reconciled with the store up to here, under whichever settings. */
  readonly changesSince?: string;
  /** The last poll that found the webhooks healthy; undefined before the first. */
  readonly webhooksHealthyAt?: string;
  /** No poll has finished yet: the checkpoint only notes where the window of Completed opens. */
  readonly isOpening?: boolean;
  /** How far the search for archived orders is; undefined before the first. */
  readonly archiveSweep?: ArchiveSweep;
}

/** One status to list, from its first order or from an instant on. */
export interface Sweep {
  readonly statusId: number;
  readonly modifiedSince?: string;
  readonly createdSince?: string;
}

/** All statuses to list, from an instant on. */
export interface ChangeSweep {
  readonly modifiedSince: string;
}

/** The settings under which a checkpoint is valid, as stored with it. */
export const checkpointSettings = ({
  acknowledge,
  newOrderStatusIds,
  startFrom,
}: SweepRules): string =>
  JSON.stringify({
    acknowledge,
    newOrderStatusIds: [...newOrderStatusIds].sort((a, b) => a - b),
    startFrom,
  });

/**
 * Statuses that acknowledging empties are listed whole each time: an order leaves the list when it is
 * acknowledged. Completed holds the store's whole history (and so does every status when nothing is
 * acknowledged), so it is listed from the checkpoint on.
 */
export const planSweeps = (
  rules: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): Sweep[] => {
  const valid = validUnder(rules, checkpoint);
  return rules.newOrderStatusIds.map((statusId) => ({
    statusId,
    modifiedSince: windowStart(statusId, rules, valid, polledAt),
    createdSince: rules.startFrom || undefined,
  }));
};

/**
 * From where on stored orders are reconciled with the store; before the first poll hardly any are stored.
 * After unhealthy webhooks, from the last instant whose events were certainly delivered.
 */
export const planChangeSweep = (
  rules: SweepRules,
  known: Checkpoint | undefined,
  webhooks: WebhookHealth,
): ChangeSweep | undefined => {
  if (!rules.followChanges || rules.acknowledge === "plan" || !known) return undefined;
  const sinceLast = known.changesSince ?? known.modifiedSince;
  const { webhooksHealthyAt } = known;
  const isGap = webhooks === "unhealthy" && webhooksHealthyAt !== undefined;
  const sinceDelivered = isGap ? lastCertainDelivery(webhooksHealthyAt) : sinceLast;
  return { modifiedSince: sinceDelivered < sinceLast ? sinceDelivered : sinceLast };
};

const validUnder = (
  rules: SweepRules,
  checkpoint: Checkpoint | undefined,
): Checkpoint | undefined =>
  checkpoint?.settings === checkpointSettings(rules) ? checkpoint : undefined;

const windowStart = (
  statusId: number,
  rules: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): string | undefined => {
  const isCompleted = statusId === Status.Completed;
  if (!isCompleted && rules.acknowledge !== "off") return undefined;
  if (checkpoint && (isCompleted || !checkpoint.isOpening)) return checkpoint.modifiedSince;
  return isCompleted ? windowOpening(rules, polledAt) : rules.startFrom || undefined;
};

/** A first deployment replicates no history. */
const windowOpening = (rules: SweepRules, polledAt: Date): string =>
  rules.startFrom || minutesBefore(polledAt, rules.pollIntervalMinutes);

/** Under other settings the window opens again, but not after the watermark of earlier polls of Completed. */
const windowReopening = (
  rules: SweepRules,
  known: Checkpoint | undefined,
  polledAt: Date,
): string => {
  const opening = windowOpening(rules, polledAt);
  const isReached =
    known !== undefined && wasCompletedSwept(known) && known.modifiedSince < opening;
  return isReached && !rules.startFrom ? known.modifiedSince : opening;
};

/** By the settings as `checkpointSettings` writes them. */
const wasCompletedSwept = ({ settings }: Checkpoint): boolean =>
  /"newOrderStatusIds":\[([\d,]*)\]/
    .exec(settings)?.[1]
    ?.split(",")
    .includes(String(Status.Completed)) ?? false;

/**
 * What the first poll under these settings stores before its first request: should that poll fail, the
 * next one must not open its window later, or orders completed in between would be missed.
 */
export const initialCheckpoint = (
  rules: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): Checkpoint | undefined =>
  rules.acknowledge === "plan" || validUnder(rules, checkpoint)
    ? undefined
    : {
        modifiedSince: windowReopening(rules, checkpoint, polledAt),
        settings: checkpointSettings(rules),
        changesSince: changesOpening(rules, checkpoint, polledAt),
        webhooksHealthyAt: checkpoint?.webhooksHealthyAt,
        archiveSweep: checkpoint?.archiveSweep,
        isOpening: true,
      };

/** Webhooks arrived before the first poll, and their orders may have changed since. */
const changesOpening = (
  { pollIntervalMinutes }: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): string =>
  checkpoint?.changesSince ??
  checkpoint?.modifiedSince ??
  minutesBefore(polledAt, pollIntervalMinutes);

/**
 * A stored checkpoint as far as it can be true: nothing later than this poll was reached before it.
 * Release 0.2.0 moved the checkpoint to whatever date the store sent, so that every order up to it would
 * be skipped; from where is unknown by now, and the poll goes back one interval.
 */
export const plausibleCheckpoint = (
  { pollIntervalMinutes }: SweepRules,
  known: Checkpoint | undefined,
  polledAt: Date,
): Checkpoint | undefined => {
  if (!known) return undefined;
  const bounded = (reached: string): string =>
    reached <= polledAt.toISOString() ? reached : minutesBefore(polledAt, pollIntervalMinutes);
  const { modifiedSince, changesSince, webhooksHealthyAt } = known;
  return {
    ...known,
    modifiedSince: bounded(modifiedSince),
    changesSince: changesSince && bounded(changesSince),
    webhooksHealthyAt: webhooksHealthyAt && bounded(webhooksHealthyAt),
  };
};

/** Replication lag of the store and one-second dates: the next poll overlaps by this much. */
const overlapMinutes = 5;

/**
 * The checkpoint after a poll that began at `polledAt` by our clock; without a comparison, `changesSince`
 * stays. Orders are listed by the store's dates, so that the earlier of both clocks counts. A store that
 * dates its responses absurdly early moves nothing back, which would list orders of long ago as new.
 */
export const nextCheckpoint = (
  rules: SweepRules,
  polledAt: Date,
  { before, compared, webhooks, clockSkew, archiveSweep = before?.archiveSweep }: PollResult,
): Checkpoint => {
  const storeTime = earliestStoreTime(polledAt, clockSkew);
  const reached = minutesBefore(storeTime, overlapMinutes);
  const later = (one: string | undefined, other: string): string =>
    one !== undefined && one > other && one <= polledAt.toISOString() ? one : other;
  const changed = later(before?.changesSince, reached);
  const healthyAt = later(before?.webhooksHealthyAt, storeTime.toISOString());
  return {
    modifiedSince: later(before?.modifiedSince, reached),
    settings: checkpointSettings(rules),
    changesSince: compared ? changed : before?.changesSince,
    webhooksHealthyAt: webhooks === "healthy" ? healthyAt : before?.webhooksHealthyAt,
    archiveSweep,
  };
};

/** The checkpoint before a poll, what the poll compared and measured, how healthy it found the webhooks, and how far it searched for archived orders. */
export interface PollResult {
  readonly before?: Checkpoint;
  readonly compared?: ChangeSweep;
  readonly webhooks: WebhookHealth;
  readonly archiveSweep?: ArchiveSweep;
  readonly clockSkew?: ClockSkew;
}

const minutesBefore = (instant: Date, minutes: number): string =>
  new Date(instant.getTime() - minutes * 60_000).toISOString();

/** Whether a listed order is enqueued. */
export const isEligible = (order: ListedOrder, rules: StatusRules): boolean =>
  isNew(order, rules.newOrderStatusIds) && !isBefore(toIso(order.date_created), rules.startFrom);

/**
 * The orders of a page with a higher id than the last one seen. Correct whether `min_id` is inclusive or
 * not, and however the page is sorted.
 */
export const afterId = <T extends { readonly id: number }>(
  page: readonly T[],
  lastId: number,
): T[] => page.filter(({ id }) => id > lastId).sort((a, b) => a.id - b.id);

/** Whether the store's list of this sweep would hold the order; store dates have one-second precision. */
export const isListed = (
  order: Order,
  { statusId, modifiedSince, createdSince }: Partial<Sweep>,
): boolean =>
  (statusId === undefined || order.status_id === statusId) &&
  isSince(order.date_modified, modifiedSince) &&
  isSince(order.date_created, createdSince) &&
  !isArchived(order);

const isSince = (date: string, since: string | undefined): boolean =>
  since === undefined || Date.parse(date) >= Math.floor(Date.parse(since) / 1000) * 1000;
