import { isDeepStrictEqual } from "node:util";
import { excludedFields } from "../../domain/record";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { MemoryRow } from "../service/memory/memoryOrderRecords";
import type { World } from "../world/world";
import type { Violation } from "./violation";

type Problem = Pick<Violation, "invariant" | "expected" | "actual">;
type Document = Readonly<Record<string, unknown>>;

/** Asks the store past everything: no faults, no quota, straight from its memory. */
const ask = (store: SimulatedStore, path: string): unknown => {
  const headers = { "X-Auth-Token": store.token(), Accept: "application/json" };
  const { status, body } = store.handle({
    method: "GET",
    path: `/stores/${store.hash}/v2/orders/${path}`,
    headers,
  });
  return status === 200 ? JSON.parse(body) : undefined;
};

/** A list of an order, page by page; `path` as in `100/products`. */
export const fetchAll = (store: SimulatedStore, path: string): Document[] => {
  const all: Document[] = [];
  for (let page = 1; ; page += 1) {
    const some = ask(store, `${path}?limit=250&page=${page}`);
    if (!Array.isArray(some) || some.length === 0) return all;
    all.push(...(some as Document[]));
    if (some.length < 250) return all;
  }
};

const without = (document: Document, fields: readonly string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !fields.includes(field)));

const links = ["products", "shipping_addresses", "coupons", "consignments"];
const left = [...links, ...excludedFields];

const difference = (name: string, stored: unknown, held: unknown): Problem[] => {
  if (isDeepStrictEqual(stored, held)) return [];
  const invariant = "the record is the order, whole and as it is now";
  const count = (value: unknown): string =>
    Array.isArray(value) ? `${value.length} ${name}` : `the store's ${name}`;
  const actual = `${differing(stored, held)} differ`;
  return [
    { invariant, expected: count(held), actual: Array.isArray(stored) ? count(stored) : actual },
  ];
};

const differing = (one: unknown, other: unknown): string => {
  const [a, b] = [one ?? {}, other ?? {}] as [Document, Document];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields.filter((field) => !isDeepStrictEqual(a[field], b[field])).join(", ");
};

/** How a record differs from the order that the store has now. */
export const compareRecord = ({ store }: World, row: MemoryRow): Problem[] => {
  const order = ask(store, String(row.id)) as Document | undefined;
  if (!order) return [{ invariant: "the witness can ask", expected: "an order", actual: "none" }];
  const addresses = fetchAll(store, `${row.id}/shipping_addresses`);
  return [
    ...difference("fields", row["order"], without(order, left)),
    ...difference("products", row["products"], fetchAll(store, `${row.id}/products`)),
    ...difference("coupons", row["coupons"], fetchAll(store, `${row.id}/coupons`)),
    ...difference(
      "shipping addresses",
      row["shippingAddresses"],
      addresses.map((address) => without(address, ["shipping_quotes"])),
    ),
  ];
};

const judge = (world: World, row: MemoryRow): Problem[] => {
  const isArchived = world.store.order(row.id)?.is_deleted ?? false;
  const isTombstone = row["archivedAt"] !== undefined;
  if (isArchived === isTombstone) return isArchived ? [] : compareRecord(world, row);
  const invariant = "an archived order is a tombstone, and no other";
  const say = (yes: boolean): string => (yes ? "archived" : "not archived");
  return [{ invariant, expected: say(isArchived), actual: say(isTombstone) }];
};

/** Nothing shall keep the store from answering the witness. */
export const liftFaults = ({ store }: World): void => {
  store.faults.clear();
  store.quota.change({ requests: 1_000_000, neighbourRequestsPerSecond: 0 });
};

/** Each record against the store, after everything was asked once more. */
export const checkRecords = (world: World): Violation[] => {
  liftFaults(world);
  return [...world.cloud.records.rows.values()].flatMap((row) =>
    judge(world, row).map((problem) => ({ ...problem, orderId: row.id })),
  );
};
