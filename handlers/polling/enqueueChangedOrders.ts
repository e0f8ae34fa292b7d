import { distinctIds, hasId, type Identified } from "../../domain/order";
import { fingerprintOf, isRevived } from "../../domain/record";
import { afterId, type ChangeSweep } from "../../domain/sweep";
import type { SweepResult } from "../../ports";
import type { SweepContext } from "./enqueueNewOrders";
import { minFullPage } from "./listReader";

/**
 * Reconciles the table with the store: lists the orders that changed in the store, and enqueues those
 * whose stored row differs, or marks them as archived. Webhooks announce changes at once, but can get lost.
 */
export const enqueueChangedOrders = async (
  context: SweepContext,
  sweep: ChangeSweep,
): Promise<SweepResult> => {
  const result = { ...sweep, seen: 0, queued: 0, pages: 0 };
  for (let lastId = 0; ;) {
    const read = await context.lists.read(sweep, lastId);
    if (read.lastId === undefined) return result;
    const page = afterId(read.listed.filter(hasId), lastId);
    result.queued += await enqueueChanged(context, page);
    result.seen += page.length;
    result.pages += 1;
    if (read.isFullRange && read.listed.length < minFullPage) return result;
    lastId = read.lastId;
  }
};

const enqueueChanged = async (
  { records, queue, log, now, traceId }: SweepContext,
  page: readonly Identified[],
): Promise<number> => {
  const rows = await records.find(distinctIds(page));
  const changed = page.filter((order) => {
    const row = rows.get(order.id);
    return row !== undefined && (row.fingerprint !== fingerprintOf(order) || isRevived(order, row));
  });
  const ids = distinctIds(changed);
  const at = now().toISOString();
  await queue.send(ids.map((orderId) => ({ v: 1, orderId, reason: "poll", traceId, at })));
  for (const orderId of ids) log("order.queued", { traceId, orderId, why: "changed" });
  return ids.length;
};
