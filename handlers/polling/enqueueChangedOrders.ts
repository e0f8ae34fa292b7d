import { hasId, type Part } from "../../domain/order";
import { fingerprintOf } from "../../domain/record";
import { afterId, type ChangeSweep } from "../../domain/sweep";
import type { OrderRecords, SweepResult } from "../../ports";
import type { SweepContext } from "./enqueueNewOrders";

/** What V2 lists answer when `limit` is not honoured: a page shorter than that is surely the last. */
const minFullPage = 50;

export interface EnqueueChangedContext extends SweepContext {
  readonly records: Pick<OrderRecords, "find">;
}

/**
 * Lists what changed in the store, and queues the orders that we hold otherwise than it shows them.
 * Webhooks tell of changes at once, and can get lost; this finds out.
 */
export const enqueueChangedOrders = async (
  work: EnqueueChangedContext,
  sweep: ChangeSweep,
): Promise<SweepResult> => {
  const result = { ...sweep, seen: 0, queued: 0, pages: 0 };
  for (let lastId = 0; ;) {
    const listed = await work.store.listOrders(sweep, lastId);
    const page = afterId(listed.filter(hasId), lastId);
    const last = page.at(-1);
    if (!last) return result;
    result.queued += await enqueueChanged(work, page);
    result.seen += page.length;
    result.pages += 1;
    if (listed.length < minFullPage) return result;
    lastId = last.id;
  }
};

const enqueueChanged = async (
  work: EnqueueChangedContext,
  page: readonly Part[],
): Promise<number> => {
  const { records, queue, log, now, traceId } = work;
  const rows = await records.find(page.map(({ id }) => id));
  const changed = page.filter((order) => {
    const row = rows.get(order.id);
    return row !== undefined && row.fingerprint !== fingerprintOf(order);
  });
  const at = now().toISOString();
  await queue.send(changed.map(({ id }) => ({ v: 1, orderId: id, reason: "poll", traceId, at })));
  for (const { id } of changed) log("order.queued", { traceId, orderId: id, why: "it changed" });
  return changed.length;
};
