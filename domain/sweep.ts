import { isBefore, isNew, Status, type StatusRules } from "./status";
import { type ListedOrder, toIso } from "./order";
import { type WebhookHealth, lastCertainDelivery } from "./webhookHealth";
import type { Acknowledge } from "./replication";

export interface SweepRules extends StatusRules {
  /** Whether orders that we hold follow what changes in the store. */
  readonly followChanges: boolean;
  readonly acknowledge: Acknowledge;
  readonly pollIntervalMinutes: number;
}

/** How far the polls have come, and under which settings: under others it says nothing. */
export interface Checkpoint {
  /** ISO instant; everything modified before it has been queued. */
  readonly modifiedSince: string;
  readonly settings: string;
  /** Orders that we hold were compared with the store up to here. Other settings leave that alone. */
  readonly changesSince?: string;
  /** The last poll that found the store's webhooks well; undefined before the first. */
  readonly webhooksHealthyAt?: string;
  /** No poll has come to its end yet: it only says where the window of Completed opened. */
  readonly isOpening?: boolean;
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

/** What a checkpoint was made under. */
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
 * Statuses that our acknowledging empties are asked whole each time: an order leaves the list by
 * being taken. Completed holds the store's whole history (and so does every status when nothing is
 * acknowledged), so it is asked from the checkpoint on.
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
 * From where on orders that we hold are compared with the store; before the first poll we hold hardly
 * any. When webhooks were found unwell, from where on they surely told of everything.
 */
export const planChangeSweep = (
  rules: SweepRules,
  known: Checkpoint | undefined,
  hooks: WebhookHealth,
): ChangeSweep | undefined => {
  if (!rules.followChanges || rules.acknowledge === "plan" || !known) return undefined;
  const sinceLast = known.changesSince ?? known.modifiedSince;
  const { webhooksHealthyAt } = known;
  const isGap = hooks === "unhealthy" && webhooksHealthyAt !== undefined;
  const sinceTold = isGap ? lastCertainDelivery(webhooksHealthyAt) : sinceLast;
  return { modifiedSince: sinceTold < sinceLast ? sinceTold : sinceLast };
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

/** A first deployment does not drag in history. */
const windowOpening = (rules: SweepRules, polledAt: Date): string =>
  rules.startFrom || minutesBefore(polledAt, rules.pollIntervalMinutes);

/** Under other settings the window opens anew, but not behind where polls of Completed have come to. */
const reopeningOf = (rules: SweepRules, known: Checkpoint | undefined, polledAt: Date): string => {
  const opening = windowOpening(rules, polledAt);
  const isReached =
    known !== undefined && wasCompletedSwept(known) && known.modifiedSince < opening;
  return isReached && !rules.startFrom ? known.modifiedSince : opening;
};

/** In the settings as `checkpointSettings` writes them. */
const wasCompletedSwept = ({ settings }: Checkpoint): boolean =>
  /"newOrderStatusIds":\[([\d,]*)\]/
    .exec(settings)?.[1]
    ?.split(",")
    .includes(String(Status.Completed)) ?? false;

/**
 * What the first poll under these settings notes before it asks anything: should it fail, the next
 * one must not open its window later, or orders completed before that would be missed.
 */
export const initialCheckpoint = (
  rules: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): Checkpoint | undefined =>
  rules.acknowledge === "plan" || validUnder(rules, checkpoint)
    ? undefined
    : {
        modifiedSince: reopeningOf(rules, checkpoint, polledAt),
        settings: checkpointSettings(rules),
        changesSince: changesOpening(rules, checkpoint, polledAt),
        webhooksHealthyAt: checkpoint?.webhooksHealthyAt,
        isOpening: true,
      };

/** Webhooks came before the first poll, and some of what they told of may have changed since. */
const changesOpening = (
  { pollIntervalMinutes }: SweepRules,
  checkpoint: Checkpoint | undefined,
  polledAt: Date,
): string =>
  checkpoint?.changesSince ??
  checkpoint?.modifiedSince ??
  minutesBefore(polledAt, pollIntervalMinutes);

/** Store clocks, replication lag and one-second dates: the next poll looks back this far. */
const overlapMinutes = 5;

/** The checkpoint after a poll whose first answer the store dated `storeTime`; where nothing was compared, that is still to be done. */
export const nextCheckpoint = (
  rules: SweepRules,
  storeTime: Date,
  { before, compared, webhooks = "unknown" }: PollResult,
): Checkpoint => {
  const modifiedSince = minutesBefore(storeTime, overlapMinutes);
  const changesSince = compared ? modifiedSince : before?.changesSince;
  const webhooksHealthyAt =
    webhooks === "healthy" ? storeTime.toISOString() : before?.webhooksHealthyAt;
  return { modifiedSince, settings: checkpointSettings(rules), changesSince, webhooksHealthyAt };
};

/** What a poll began with, what it compared, and how it found the webhooks. */
export interface PollResult {
  readonly before?: Checkpoint;
  readonly compared?: ChangeSweep;
  readonly webhooks?: WebhookHealth;
}

const minutesBefore = (instant: Date, minutes: number): string =>
  new Date(instant.getTime() - minutes * 60_000).toISOString();

/** Says whether a listed order goes on the queue. */
export const isEligible = (order: ListedOrder, rules: StatusRules): boolean =>
  isNew(order, rules.newOrderStatusIds) && !isBefore(toIso(order.date_created), rules.startFrom);

/**
 * The orders of a page that lie beyond the last id seen. Right whether `min_id` is inclusive or
 * not, and whatever order the page came in.
 */
export const afterId = <T extends { readonly id: number }>(
  page: readonly T[],
  lastId: number,
): T[] => page.filter(({ id }) => id > lastId).sort((a, b) => a.id - b.id);
