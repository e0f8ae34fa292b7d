import { chunksOf } from "../adapters/chunksOf";
import { Failure, type FailureCode } from "../domain/failure";
import { hasId, parseListedOrders, toIso } from "../domain/order";
import { nextRead, type PlannedRead } from "../domain/readPlan";
import type { Replication } from "../domain/record";
import { findingsIn, type LiveOrder, type SampleFinding } from "../domain/sampleFindings";
import {
  decideImport,
  type ImportDecision,
  type ImportRules,
  isHandled,
  type Verdict,
} from "../domain/sampleImport";
import { parseSampleOrder, type SampleOrder } from "../domain/sampleOrder";
import { isNew } from "../domain/status";
import { readFullOrder, readWindow } from "../handlers/processing/readOrders";
import { resultOrFailure } from "../handlers/resultOrFailure";
import type {
  Clock,
  ImportedOrders,
  OrderReading,
  OrderRecords,
  SampleItems,
  Store,
} from "../ports";
import type { ImportLine } from "./importLine";

/** The store, without what changes the store. */
export type ReadOnlyStore = Omit<Store, "setStatus" | "webhooks">;

export interface ImportContext {
  readonly openStore: (deadline: Date) => ReadOnlyStore;
  readonly sampleItems: SampleItems;
  readonly records: Pick<OrderRecords, "find"> & ImportedOrders;
  readonly rules: ImportRules;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** ISO: orders created before are not searched for lost ones. From the sample's items if absent. */
  readonly lostSince?: string;
  /** False for a dry run. */
  readonly writes: boolean;
  readonly traceId: string;
  readonly now: Clock;
  readonly onLine: (line: ImportLine) => void;
  readonly onProgress: (text: string) => void;
}

/** The sample's table. */
interface SampleOrders {
  readonly orders: ReadonlyMap<number, SampleOrder>;
  /** The attributes of each item that holds no order. */
  readonly unreadable: readonly (readonly string[])[];
}

export interface ImportResult {
  readonly stored: number;
  readonly unreadable: SampleOrders["unreadable"];
  /** From when on lost orders were searched; undefined where no item shows when the sample began. */
  readonly lostSince?: string;
}

/**
 * Compares each order of the sample's table with the store, reports the sample's faults, and records what the
 * sample acknowledged, from the store. Writes no status. Repeatable: a second run continues the first.
 * @throws Failure for what concerns all orders, such as a refused token
 */
export const importSample = async (context: ImportContext): Promise<ImportResult> => {
  const { orders, unreadable } = await readSample(context);
  const ids = [...orders.keys()].sort((a, b) => a - b);
  await importOrders(context, orders, ids);
  const lostSince = context.lostSince ?? firstTaken([...orders.values()], context.rules);
  if (lostSince) await importLost(context, orders, lostSince);
  return { stored: orders.size, unreadable, lostSince };
};

const readSample = async ({ sampleItems, onProgress }: ImportContext): Promise<SampleOrders> => {
  const orders = new Map<number, SampleOrder>();
  const unreadable: string[][] = [];
  for await (const items of sampleItems.pages()) {
    for (const item of items) {
      const order = parseSampleOrder(item);
      if (order) orders.set(order.id, order);
      else unreadable.push(Object.keys(item).sort());
    }
    onProgress(`${orders.size} orders in the sample's table`);
  }
  return { orders, unreadable };
};

/** The sample began before its first new order. Its first poll took completed orders of any age. */
const firstTaken = (
  orders: readonly SampleOrder[],
  { newOrderStatusIds }: ImportRules,
): string | undefined =>
  orders
    .filter(({ statusId, isDigital }) =>
      isNew({ status_id: statusId, order_is_digital: isDigital }, newOrderStatusIds),
    )
    .map(({ createdAt }) => createdAt)
    .sort()[0];

/** Ids whose windows are planned together. */
const idsPerPlan = 1_000;

/** Reads orders by the fewest requests, in ascending order of id. */
const importOrders = async (
  context: ImportContext,
  sample: SampleOrders["orders"],
  ids: readonly number[],
): Promise<void> => {
  let done = 0;
  for (const planned of chunksOf(idsPerPlan, ids)) {
    const pending = new Set(planned);
    for (let read = nextRead(pending, Infinity); read; read = nextRead(pending, Infinity)) {
      await importRead(context, sample, read);
      for (const id of read.ids) pending.delete(id);
      done += read.ids.length;
      context.onProgress(`${done} of ${ids.length} orders compared with the store`);
    }
  }
};

/** How long one read and the orders of the read may wait for the quota and for retries. */
const readMs = 300_000;

const openStore = ({ openStore: open, now }: ImportContext): ReadOnlyStore =>
  open(new Date(now().getTime() + readMs));

/** The rows are read after the orders: a conditional write rejects a reading that is older than its row. */
const importRead = async (
  context: ImportContext,
  sample: SampleOrders["orders"],
  read: PlannedRead,
): Promise<void> => {
  const readings = await readWindow(openStore(context), read);
  const rows = await context.records.find(read.ids);
  for (const id of read.ids) {
    const sources = { sample: sample.get(id), row: rows.get(id), reading: readings.get(id) };
    const line = await resultOrFailure(() => importOrder(context, id, sources));
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
const failedLine = (orderId: number, failure: Failure): ImportLine => {
  if (!ofOneOrder.has(failure.code)) throw failure;
  return { orderId, outcome: "failed", why: failure.message, written: false, findings: [] };
};

/** What is known of an order before the store is asked for the order alone. */
interface OrderSources {
  readonly sample?: SampleOrder;
  readonly row?: Replication;
  readonly reading?: OrderReading;
}

const importOrder = async (
  context: ImportContext,
  orderId: number,
  { sample, row, reading: listed }: OrderSources,
): Promise<ImportLine> => {
  const store = openStore(context);
  const reading = listed ?? (await store.readOrder(orderId));
  if (!reading) return missingLine(orderId);
  const { order } = reading;
  const snapshot = await readFullOrder(store, reading);
  const live: LiveOrder = { order, snapshot };
  const verdict = context.verdicts.get(orderId);
  const decision = decideImport({ order, sample, row, verdict }, context.rules);
  const findings: readonly SampleFinding[] = sample
    ? findingsIn(sample, live, context.rules)
    : [{ kind: "lost" }];
  return { orderId, findings, ...(await applyImport(context, live, decision)) };
};

const missingLine = (orderId: number): ImportLine => ({
  orderId,
  outcome: "missing",
  why: "the store has no such order",
  written: false,
  findings: [],
});

const applyImport = async (
  { records, writes, traceId, now }: ImportContext,
  { snapshot }: LiveOrder,
  { action, why }: ImportDecision,
): Promise<Pick<ImportLine, "outcome" | "why" | "written">> => {
  if (!writes || action !== "import") return { outcome: action, why, written: false };
  const written = await records.importAcknowledged(snapshot, { traceId, at: now() });
  if (written) return { outcome: action, why, written };
  return { outcome: "leased", why: "the service works on the order: run again", written };
};

/** Orders that were handled since the sample began, and that the sample has no item of. */
const importLost = async (
  context: ImportContext,
  sample: SampleOrders["orders"],
  lostSince: string,
): Promise<void> => {
  for await (const page of listSince(context, lostSince)) {
    const { orders } = parseListedOrders(page);
    const lost = orders.filter(
      (order) =>
        !sample.has(order.id) &&
        toIso(order.date_created) >= lostSince &&
        isHandled(order, context.rules),
    );
    const ids = lost.map(({ id }) => id);
    await importOrders({ ...context, onProgress: () => undefined }, sample, ids);
  }
};

/** Pages are asked by id; a page without a new id is the end. */
async function* listSince(
  context: ImportContext,
  createdSince: string,
): AsyncGenerator<readonly unknown[]> {
  let lastId = 0;
  for (;;) {
    const page = await openStore(context).listOrders({ createdSince }, lastId);
    const highest = Math.max(0, ...page.filter(hasId).map(({ id }) => id));
    if (highest <= lastId) return;
    yield page;
    lastId = highest;
    context.onProgress(`orders up to ${lastId} searched for lost ones`);
  }
}
