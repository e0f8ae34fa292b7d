import {
  type BackfillDecision,
  type BackfillRules,
  comparedSince,
  decideBackfill,
} from "../domain/backfill";
import { Failure, type FailureCode } from "../domain/failure";
import { distinctIds, hasId, type Order } from "../domain/order";
import { nextRead, type PlannedRead } from "../domain/readPlan";
import { fingerprintOf, type Replication } from "../domain/record";
import { readFullOrder, readWindow } from "../handlers/processing/readOrders";
import { resultOrFailure } from "../handlers/resultOrFailure";
import type {
  Clock,
  ImportedOrders,
  OrderQueue,
  OrderReading,
  OrderRecords,
  Store,
  WebhookHistory,
} from "../ports";
import type { BackfillLine } from "./backfillLine";

/** The store, without what changes the store. */
export type ReadOnlyStore = Omit<Store, "setStatus" | "webhooks">;

type Rows = ReadonlyMap<number, Replication>;

export interface BackfillContext {
  readonly openStore: (deadline: Date) => ReadOnlyStore;
  readonly records: Pick<OrderRecords, "find" | "save" | "replicate"> & ImportedOrders;
  /** The table of before the restore; undefined where the table is gone. */
  readonly previousRecords?: Pick<OrderRecords, "find">;
  readonly webhooks: WebhookHistory;
  readonly queue: OrderQueue;
  readonly rules: BackfillRules;
  /** False for a dry run. */
  readonly writes: boolean;
  readonly traceId: string;
  readonly now: Clock;
  readonly onLine: (line: BackfillLine) => void;
  readonly onProgress: (text: string) => void;
}

/**
 * Compares the orders that changed around and since the restored instant with the restored table, and writes
 * what the table lacks. Writes no status. Repeatable: a second run continues the first.
 * @throws Failure for what concerns all orders, such as a refused token
 */
export const backfill = async (context: BackfillContext): Promise<void> => {
  const sweep = { modifiedSince: comparedSince(context.rules) };
  let compared = 0;
  for (let lastId = 0; ;) {
    const page = await openStore(context).listOrders(sweep, lastId);
    const orders = page.filter(hasId).filter(({ id }) => id > lastId);
    if (orders.length === 0) return;
    lastId = Math.max(...orders.map(({ id }) => id));
    await backfillOrders(context, await outdated(context, orders));
    compared += orders.length;
    context.onProgress(`${compared} orders compared, up to order ${lastId}`);
  }
};

/** How long one read and the orders of the read may wait for the quota and for retries. */
const readMs = 300_000;

const openStore = ({ openStore: open, now }: BackfillContext): ReadOnlyStore =>
  open(new Date(now().getTime() + readMs));

/** The orders whose rows do not answer for them. The others need no request to the store. */
const outdated = async (
  { records, onLine }: BackfillContext,
  orders: readonly { readonly id: number }[],
): Promise<readonly number[]> => {
  const rows = await records.find(distinctIds(orders));
  const isCurrent = (order: { readonly id: number }): boolean => {
    const row = rows.get(order.id);
    return row !== undefined && row.state !== "stored" && row.fingerprint === fingerprintOf(order);
  };
  const changed = distinctIds(orders.filter((order) => !isCurrent(order)));
  for (const id of distinctIds(orders))
    if (!changed.includes(id)) onLine(lineOf(id, "up to date", "unchanged"));
  return changed;
};

const lineOf = (orderId: number, outcome: BackfillLine["outcome"], why: string): BackfillLine => ({
  orderId,
  outcome,
  why,
  written: false,
});

const backfillOrders = async (context: BackfillContext, ids: readonly number[]): Promise<void> => {
  const pending = new Set(ids);
  for (let read = nextRead(pending, Infinity); read; read = nextRead(pending, Infinity)) {
    await backfillRead(context, read);
    for (const id of read.ids) pending.delete(id);
  }
};

/** The rows are read after the orders: a conditional write rejects a reading that is older than its row. */
const backfillRead = async (context: BackfillContext, read: PlannedRead): Promise<void> => {
  const readings = await readWindow(openStore(context), read);
  const rows = await context.records.find(read.ids);
  const previousRows = await context.previousRecords?.find(read.ids);
  for (const id of read.ids) {
    const known = { reading: readings.get(id), rows, previousRows };
    const line = await resultOrFailure(() => backfillOrder(context, id, known));
    context.onLine(line instanceof Failure ? failedLine(id, line) : line);
  }
};

/** Failures of one order, after which the next order is worth a try. */
const ofOneOrder: ReadonlySet<FailureCode> = new Set([
  "payload.invalid",
  "order.missing",
  "record.tooLarge",
]);

/** @throws the failure when it concerns all orders */
const failedLine = (orderId: number, failure: Failure): BackfillLine => {
  if (!ofOneOrder.has(failure.code)) throw failure;
  return lineOf(orderId, "failed", failure.message);
};

/** What is known of an order before the store is asked for the order alone. */
interface Known {
  readonly reading?: OrderReading;
  readonly rows: Rows;
  readonly previousRows?: Rows;
}

const backfillOrder = async (
  context: BackfillContext,
  orderId: number,
  { reading: listed, rows, previousRows }: Known,
): Promise<BackfillLine> => {
  const reading = listed ?? (await openStore(context).readOrder(orderId));
  if (!reading) return lineOf(orderId, "missing", "the store has no such order");
  const decision = decideBackfill(
    {
      order: reading.order,
      row: rows.get(orderId),
      previousRow: previousRows?.get(orderId),
      statusChanges: await context.webhooks.statusChanges(orderId),
    },
    context.rules,
  );
  const { action, why } = decision;
  if (!context.writes) return lineOf(orderId, action, why);
  const result = await apply(context, reading, decision);
  if (result === "contended") return lineOf(orderId, result, "the record was written meanwhile");
  return { ...lineOf(orderId, action, why), written: result === "written" };
};

type Applied = "written" | "nothing to write" | "contended";

const apply = async (
  context: BackfillContext,
  reading: OrderReading,
  { action }: BackfillDecision,
): Promise<Applied> => {
  const { records, traceId, now } = context;
  switch (action) {
    case "up to date":
    case "skip":
      return "nothing to write";
    case "queue":
      return enqueue(context, reading.order);
    case "record": {
      const by = { traceId, at: now() };
      return applied(await records.importAcknowledged(await whole(context, reading), by));
    }
    case "refresh":
      return applied(await records.save(await whole(context, reading)));
    case "replicate":
      return applied(await records.replicate(await whole(context, reading), traceId));
  }
};

const applied = (isWritten: boolean): Applied => (isWritten ? "written" : "contended");

const whole = (context: BackfillContext, reading: OrderReading) =>
  readFullOrder(openStore(context), reading);

const enqueue = async (
  { queue, traceId, now }: BackfillContext,
  { id: orderId }: Order,
): Promise<Applied> => {
  await queue.send([{ v: 1, orderId, reason: "poll", traceId, at: now().toISOString() }]);
  return "written";
};
