import { gunzipSync, gzipSync } from "node:zlib";
import { Failure } from "../domain/failure";
import { parseJson } from "../domain/parseJson";
import type { OrderSnapshot, PartialSnapshot } from "../domain/record";
import { toAttribute, toAttributeJson } from "./attributeValue";

/** What an update writes from a reading. */
export interface ItemChange {
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where the attribute is absent. */
  readonly setOnce: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * DynamoDB holds items of up to 400 KB, attribute names included. Sizes here are of JSON, which is longer
 * than what DynamoDB counts unless an order consists of numbers: hence the margins.
 */
const maxPlainBytes = 340_000;
const maxCompressedBytes = 390_000;

/**
 * The order's own fields are compressed by their own size: a status change writes them without the lists,
 * whose size is unknown then. Every row has room for so many bytes of them.
 */
const maxPlainOrderBytes = 32_000;

/** The order's own fields that decisions need, which stay readable where the others are compressed. */
const plainOrderFields = [
  "status_id",
  "payment_status",
  "refunded_amount",
  "order_is_digital",
] as const;

export type PlainOrderField = (typeof plainOrderFields)[number];

const lists = ["products", "shippingAddresses", "coupons"] as const;

const compressedName = (name: string): string => `${name}Gzip`;

/** A long order is stored with its long parts as compressed attributes, the longest first. */
export const toItemChange = (reading: OrderSnapshot | PartialSnapshot): ItemChange => {
  const { id, isArchived, ...attributes } = reading;
  const archived = { archivedAt: reading.readAt };
  const { set, remove } = withCompressedLists(id, withCompressedOrder(attributes));
  return {
    set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, toAttribute(value)])),
    setOnce: isArchived ? archived : {},
    remove: [...remove, ...(isArchived ? [] : Object.keys(archived))],
  };
};

type Change = Pick<ItemChange, "set" | "remove">;

const withCompressedOrder = ({ order, ...rest }: Attributes & { order: Attributes }): Change => {
  const name = compressedName("order");
  if (sizeOf(order) <= maxPlainOrderBytes) return { set: { ...rest, order }, remove: [name] };
  const plain = plainOrderFields.flatMap((field) =>
    order[field] === undefined ? [] : [[field, order[field]] as const],
  );
  const set = { ...rest, order: Object.fromEntries(plain), [name]: compress(order) };
  return { set, remove: [] };
};

/** @throws Failure `record.tooLarge` where all lists compressed do not fit */
const withCompressedLists = (id: number, { set, remove }: Change): Change => {
  const given = lists.filter((name) => name in set);
  if (given.length === 0) return { set, remove };
  const sizes = new Map(Object.entries(set).map(([name, value]) => [name, sizeOf(value)]));
  const spareForOrder = Math.max(0, maxPlainOrderBytes - (sizes.get("order") ?? 0));
  const total = () => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const compressed = new Map<string, Buffer>();
  const bySize = [...given].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  for (const name of bySize) {
    if (total() <= maxPlainBytes) break;
    const bytes = compress(set[name]);
    compressed.set(name, bytes);
    sizes.set(name, bytes.length);
  }
  const size = total() + (compressed.size > 0 ? spareForOrder : 0);
  if (size > maxCompressedBytes) throw tooLarge(id, size);
  const isPlain = ([name]: readonly [string, unknown]): boolean => !compressed.has(name);
  const renamed = [...compressed].map(([name, bytes]) => [compressedName(name), bytes] as const);
  return {
    set: Object.fromEntries([...Object.entries(set).filter(isPlain), ...renamed]),
    remove: [
      ...remove,
      ...given.map((name) => (compressed.has(name) ? name : compressedName(name))),
    ],
  };
};

const compress = (value: unknown): Buffer => gzipSync(toAttributeJson(value));

const decompress = (bytes: Uint8Array): unknown => parseJson(gunzipSync(bytes).toString("utf8"));

/** Of a compressed part, its bytes. */
const sizeOf = (value: unknown): number =>
  value instanceof Uint8Array ? value.length : Buffer.byteLength(JSON.stringify(value));

const tooLarge = (id: number, size: number): Failure =>
  new Failure(
    "record.tooLarge",
    `Order ${id} takes ${size} bytes with its lists compressed; a row holds ${maxCompressedBytes}`,
    { details: { orderId: id } },
  );

/** An item of the Orders table with its parts decompressed. */
export const readItem = (item: Attributes): Record<string, unknown> => {
  const read: Record<string, unknown> = { ...item };
  for (const name of ["order", ...lists]) {
    const bytes = item[compressedName(name)];
    delete read[compressedName(name)];
    if (bytes instanceof Uint8Array && !isWhole(name, item[name])) read[name] = decompress(bytes);
  }
  return read;
};

/** Release 0.2.0, after a downgrade, leaves a compressed part beside the plain one that it writes. An excerpt of the order lacks the id. */
const isWhole = (name: string, plain: unknown): boolean =>
  plain !== undefined && (name !== "order" || Object.hasOwn(Object(plain) as object, "id"));
