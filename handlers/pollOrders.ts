import { toAlert } from "../domain/alert";
import { Failure, toFailure } from "../domain/failure";
import {
  initialCheckpoint,
  nextCheckpoint,
  planChangeSweep,
  planSweeps,
  plausibleCheckpoint,
  type PollResult,
  type SweepRules,
} from "../domain/sweep";
import { storeDeadline } from "../domain/timeLimits";
import type {
  Clock,
  Jobs,
  NewId,
  OpenStore,
  OrderCount,
  OrderQueue,
  OrderRecords,
  Store,
  SweepResult,
} from "../ports";
import { checkClock } from "./polling/checkClock";
import { countSubscriptions, type CountSubscriptionsPorts } from "./polling/countSubscriptions";
import { enqueueArchivedOrders } from "./polling/enqueueArchivedOrders";
import { enqueueChangedOrders } from "./polling/enqueueChangedOrders";
import { enqueueNewOrders } from "./polling/enqueueNewOrders";
import { listReader } from "./polling/listReader";
import {
  repairWebhooks,
  type RepairWebhooksPorts,
  type RepairWebhooksRules,
} from "./polling/repairWebhooks";
import { resultOrFailure } from "./resultOrFailure";
import { admitToStore, type StoreAdmissionPorts } from "./storeAdmission";

export interface PollOrdersPorts
  extends RepairWebhooksPorts, CountSubscriptionsPorts, StoreAdmissionPorts {
  readonly openStore: OpenStore;
  readonly queue: OrderQueue;
  readonly records: Pick<OrderRecords, "find">;
  readonly jobs: Jobs;
  readonly now: Clock;
  readonly newId: NewId;
}

export type PollOrdersRules = SweepRules & RepairWebhooksRules;

/** One poll: what it needs, and when it began. */
interface Run {
  readonly ports: PollOrdersPorts;
  readonly store: Store;
  readonly rules: PollOrdersRules;
  readonly traceId: string;
  readonly startedAt: Date;
}

interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * Schedule → store → queue → job row. The checkpoint, a watermark, moves last: after a poll that ended
 * early the next one begins where that one began. A failure fails the invocation, so that Lambda retries.
 */
export const pollOrders =
  (ports: PollOrdersPorts, rules: PollOrdersRules) =>
  async (_event: unknown, invocation: Invocation): Promise<{ queued: number }> => {
    const startedAt = ports.now();
    const deadline = storeDeadline(startedAt, invocation.getRemainingTimeInMillis());
    const run = {
      ports,
      rules,
      startedAt,
      traceId: ports.newId(),
      store: ports.openStore(deadline),
    };
    const sweeps: SweepResult[] = [];
    // Beside the poll: the count delays no order, and goes on where the poll fails.
    const counted = countSubscriptions(ports, run.traceId);
    try {
      const count = await poll(run, sweeps);
      await recordJob(run, sweeps, count);
      return { queued: queuedBy(sweeps) };
    } catch (thrown) {
      await reportFailure(run, sweeps, thrown);
      throw thrown;
    } finally {
      await counted;
    }
  };

const poll = async (run: Run, sweeps: SweepResult[]): Promise<OrderCount> => {
  const { jobs, log } = run.ports;
  const known = plausibleCheckpoint(run.rules, await jobs.checkpoint(), run.startedAt);
  const opening = initialCheckpoint(run.rules, known, run.startedAt);
  if (opening) await jobs.moveCheckpoint(opening);
  const checkpoint = opening ?? known;
  const count = await countOrders(run);
  const { byStatus, clockSkew } = count;
  log("poll.started", { traceId: run.traceId, checkpoint, counts: byStatus, clockSkew });
  const skewAlertFailure = await checkClock(run, clockSkew);
  const { webhooks } = run.store;
  const { health, alertFailure } = await repairWebhooks({ ...run, webhooks });
  const planned = planSweeps(run.rules, checkpoint, run.startedAt);
  const lists = listReader({ ...run.ports, ...run });
  const context = { ...run.ports, ...run, lists };
  const [problem] = await enqueueNewOrders(context, planned, sweeps);
  const compared = planChangeSweep(run.rules, known, health);
  if (compared) sweeps.push(await enqueueChangedOrders(context, compared));
  const archiveSweep = compared && (await enqueueArchivedOrders(context, { known, count }, sweeps));
  const failure = problem ?? skewAlertFailure ?? alertFailure ?? lists.alertFailure();
  if (failure) throw failure;
  if (run.rules.acknowledge !== "plan") {
    const reached = { before: checkpoint, compared, archiveSweep };
    const result: PollResult = { ...reached, webhooks: health, clockSkew };
    await jobs.moveCheckpoint(nextCheckpoint(run.rules, run.startedAt, result));
  }
  return count;
};

/** The first request shows whether the store is up. @throws Failure while the circuit is open */
const countOrders = async ({ ports, store }: Run): Promise<OrderCount> => {
  const admission = await admitToStore(ports, store, { alwaysProbes: true });
  const count = await resultOrFailure(() => store.countOrders());
  if (!(count instanceof Failure)) return count;
  await admission.failed(count);
  throw count;
};

const recordJob = async (run: Run, sweeps: SweepResult[], count?: OrderCount, error?: string) => {
  const { traceId, startedAt, rules, ports } = run;
  const job = {
    traceId,
    startedAt,
    endedAt: ports.now(),
    outcome: error === undefined ? "succeeded" : "failed",
    acknowledge: rules.acknowledge,
    sweeps,
    queued: queuedBy(sweeps),
    counts: count?.byStatus ?? {},
    error,
  } as const;
  await ports.jobs.record(job);
  ports.log("poll.ended", { traceId, outcome: job.outcome, queued: job.queued });
};

const failedPoll = {
  source: "poll-orders",
  summary: "A poll for new orders failed",
  automaticAction:
    "The poll is retried twice within minutes and then at each interval, from where it began: no order is skipped.",
};

const reportFailure = async (run: Run, sweeps: SweepResult[], thrown: unknown) => {
  const { ports, traceId } = run;
  const failure = toFailure(thrown);
  const { code, message, logFields } = failure;
  ports.log("poll.failed", { traceId, code, error: message, ...logFields }, "error");
  const alert = toAlert(failure, { ...failedPoll, traceId });
  // The poll's own failure is the one to throw: Lambda retries the poll, and an alarm watches the function's errors.
  await Promise.allSettled([
    ports.alerts.publish(alert),
    recordJob(run, sweeps, undefined, `${code}: ${message}`),
  ]);
};

const queuedBy = (sweeps: readonly SweepResult[]): number =>
  sweeps.reduce((sum, { queued }) => sum + queued, 0);
