import { isDeepStrictEqual } from "node:util";
import { readItem } from "../../adapters/orderItem";
import { excludedFields } from "../../domain/record";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { MemoryRow } from "../service/memory/memoryOrderRecords";
import { omit } from "../service/memory/omit";
import type { World } from "../world/world";
import { chunkedParts } from "./history/chunkedParts";
import { expectedAttribute, storedAttribute } from "./expectedAttribute";
import type { Problem, Violation } from "./violation";

type Document = Readonly<Record<string, unknown>>;

/** Reads from the store directly, bypassing network and transport. */
const fetch = (store: SimulatedStore, path: string): unknown => {
  const headers = { "X-Auth-Token": store.token(), Accept: "application/json" };
  const { status, body } = store.handle({
    method: "GET",
    path: `/stores/${store.hash}/v2/orders/${path}`,
    headers,
  });
  return status === 200 ? expectedAttribute(body) : undefined;
};

/** All pages of a list of an order; `path` as in `100/products`. */
export const fetchAll = (store: SimulatedStore, path: string): Document[] => {
  const all: Document[] = [];
  for (let page = 1; ; page += 1) {
    const items = fetch(store, `${path}?limit=250&page=${page}`);
    if (!Array.isArray(items) || items.length === 0) return all;
    all.push(...(items as Document[]));
    if (items.length < 250) return all;
  }
};

const linkFields = ["products", "shipping_addresses", "coupons", "consignments"];
const omittedFields = [...linkFields, ...excludedFields];

const difference = (name: string, record: unknown, expected: unknown): Problem[] => {
  if (isDeepStrictEqual(record, expected)) return [];
  const stored = storedAttribute(record);
  if (isDeepStrictEqual(stored, expected)) return [];
  const invariant = "the record is the complete, current order";
  const count = (value: unknown): string =>
    Array.isArray(value) ? `${value.length} ${name}` : `the store's ${name}`;
  const actual = `${differingFields(stored, expected)} differ`;
  return [
    {
      invariant,
      expected: count(expected),
      actual: Array.isArray(stored) ? count(stored) : actual,
    },
  ];
};

const differingFields = (one: unknown, other: unknown): string => {
  const [a, b] = [one ?? {}, other ?? {}] as [Document, Document];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields.filter((field) => !isDeepStrictEqual(a[field], b[field])).join(", ");
};

/** Compares a record with the current order in the store. */
export const compareRecord = ({ store, cloud }: World, item: MemoryRow): Problem[] => {
  const chunked = chunkedParts(cloud.chunks, item);
  const row: Document & { readonly id: number } = { id: item.id, ...readItem(item, chunked) };
  const order = fetch(store, String(row.id)) as Document | undefined;
  if (!order)
    return [{ invariant: "the checker can read the order", expected: "an order", actual: "none" }];
  const addresses = fetchAll(store, `${row.id}/shipping_addresses`);
  return [
    ...difference("fields", row["order"], omit(order, omittedFields)),
    ...difference("products", row["products"], fetchAll(store, `${row.id}/products`)),
    ...difference("coupons", row["coupons"], fetchAll(store, `${row.id}/coupons`)),
    ...difference(
      "shipping addresses",
      row["shippingAddresses"],
      addresses.map((address) => omit(address, ["shipping_quotes"])),
    ),
  ];
};

const checkRecord = (world: World, row: MemoryRow): Problem[] => {
  const isArchived = world.store.order(row.id)?.is_deleted ?? false;
  const isTombstone = row["archivedAt"] !== undefined;
  if (isArchived === isTombstone) return isArchived ? [] : compareRecord(world, row);
  const invariant = "a record is a tombstone exactly if its order is archived";
  const label = (archived: boolean): string => (archived ? "archived" : "not archived");
  return [{ invariant, expected: label(isArchived), actual: label(isTombstone) }];
};

/** Ends all faults and limits of the store, so that the checker can read. */
export const liftFaults = ({ store }: World): void => {
  store.faults.clear();
  store.quota.change({ requests: 1_000_000, neighbourRequestsPerSecond: 0 });
};

/** Each record against the store, after all orders were requeued. */
export const checkRecords = (world: World): Violation[] => {
  liftFaults(world);
  return [...world.cloud.records.rows.values()].flatMap((row) =>
    checkRecord(world, row).map((problem) => ({ ...problem, orderId: row.id })),
  );
};
