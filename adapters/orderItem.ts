import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { integer, is, string, type } from "superstruct";
import { Failure } from "../domain/failure";
import { parseJson } from "../domain/parseJson";
import type { OrderSnapshot, PartialSnapshot } from "../domain/record";
import { maxChunkBytes, maxChunkedBytes } from "../domain/sizeLimits";
import { toAttribute, toAttributeJson } from "./attributeValue";

/** What an update writes from a reading. */
export interface ItemChange {
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where the attribute is absent. */
  readonly setOnce: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
  /** Parts that the row cannot hold: their chunks are written before the row, which points to them. */
  readonly chunked: readonly ChunkedPart[];
}

/** A part of an order, compressed, that its row points to. */
export interface ChunkedPart extends ChunkPointer {
  readonly bytes: Buffer;
}

/** Where the chunks of a part are. */
export interface ChunkPointer {
  readonly part: string;
  /**
   * The order's date of modification and a digest of the part: no two contents share a version, and a part
   * that is written twice takes no more chunks. Versions sort by the date, as the condition of a row's writes does.
   */
  readonly version: string;
  readonly count: number;
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * DynamoDB holds items of up to 400 KB, attribute names included. Sizes here are of JSON, which is longer
 * than what DynamoDB counts unless an order consists of numbers: hence the margins.
 */
const maxPlainBytes = 340_000;
const maxCompressedBytes = 390_000;

/**
 * The order's own fields are stored by their own size: a status change writes them without the lists,
 * whose size is unknown then. Every row has room for so many bytes of them, plain or compressed.
 */
const maxOwnBytes = 32_000;

/** The order's own fields that decisions need, which stay readable where the others are compressed. */
const plainOrderFields = [
  "status_id",
  "payment_status",
  "refunded_amount",
  "order_is_digital",
] as const;

export type PlainOrderField = (typeof plainOrderFields)[number];

const lists = ["products", "shippingAddresses", "coupons"] as const;

const parts = ["order", ...lists] as const;

const compressedName = (part: string): string => `${part}Gzip`;
const chunkedName = (part: string): string => `${part}Chunks`;

type Reading = Pick<PartialSnapshot, "modifiedAt">;

/**
 * A long order is stored with its long parts compressed, the longest first; parts that do not fit even so
 * are stored in chunks.
 * @throws Failure `record.tooLarge`
 */
export const toItemChange = (reading: OrderSnapshot | PartialSnapshot): ItemChange => {
  const { id, isArchived, ...attributes } = reading;
  const archived = { archivedAt: reading.readAt };
  const { set, remove, chunked } = withStoredLists(reading, withStoredOrder(reading, attributes));
  const size = chunked.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > maxChunkedBytes) throw tooLarge(id, size);
  return {
    set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, toAttribute(value)])),
    setOnce: isArchived ? archived : {},
    remove: [...remove, ...(isArchived ? [] : Object.keys(archived))],
    chunked,
  };
};

type Change = Pick<ItemChange, "set" | "remove" | "chunked">;

const withStoredOrder = (
  reading: Reading,
  { order, ...rest }: Attributes & { order: Attributes },
): Change => {
  const compressed = compressedName("order");
  if (sizeOf(order) <= maxOwnBytes)
    return { set: { ...rest, order }, remove: [compressed], chunked: [] };
  const plain = plainOrderFields.flatMap((field) =>
    order[field] === undefined ? [] : [[field, order[field]] as const],
  );
  const excerpt = { ...rest, order: Object.fromEntries(plain) };
  const bytes = compress(order);
  if (bytes.length <= maxOwnBytes)
    return { set: { ...excerpt, [compressed]: bytes }, remove: [], chunked: [] };
  const chunked = inChunks(reading, "order", bytes);
  const set = { ...excerpt, [chunkedName("order")]: toPointer(chunked) };
  return { set, remove: [compressed], chunked: [chunked] };
};

const withStoredLists = (reading: Reading, { set, remove, chunked }: Change): Change => {
  const given = lists.filter((name) => name in set);
  if (given.length === 0) return { set, remove, chunked };
  const sizes = new Map(Object.entries(set).map(([name, value]) => [name, sizeOf(value)]));
  const sizeOfList = (name: string): number => sizes.get(name) ?? 0;
  const total = () => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const longestFirst = () => [...given].sort((a, b) => sizeOfList(b) - sizeOfList(a));

  const compressed = new Map<string, Buffer>();
  const cut = new Map<string, ChunkedPart>();
  const moveToChunks = (name: string, bytes: Buffer): void => {
    const part = inChunks(reading, name, bytes);
    cut.set(name, part);
    sizes.set(name, sizeOf(toPointer(part)));
  };

  for (const name of longestFirst()) {
    if (total() <= maxPlainBytes) break;
    const bytes = compress(set[name]);
    compressed.set(name, bytes);
    sizes.set(name, bytes.length);
    // No row holds this list: without it, the other lists may well stay readable.
    if (bytes.length > maxPlainBytes) moveToChunks(name, bytes);
  }

  const spareForOrder = Math.max(0, maxOwnBytes - sizeOfList("order"));
  for (const name of longestFirst()) {
    const bytes = compressed.get(name);
    if (!bytes || total() + spareForOrder <= maxCompressedBytes) break;
    moveToChunks(name, bytes);
  }

  const toStored = (name: string, value: unknown): readonly [string, unknown] => {
    const part = cut.get(name);
    if (part) return [chunkedName(name), toPointer(part)];
    const bytes = compressed.get(name);
    return bytes ? [compressedName(name), bytes] : [name, value];
  };
  const stored = Object.fromEntries(
    Object.entries(set).map(([name, value]) => toStored(name, value)),
  );
  const forms = given.flatMap((name) => [name, compressedName(name), chunkedName(name)]);
  // A status change leaves this pointer, so that the next whole reading finds what to remove.
  forms.push(chunkedName("order"));
  return {
    set: stored,
    remove: [...remove, ...forms.filter((name) => !(name in stored))],
    chunked: [...chunked, ...cut.values()],
  };
};

const inChunks = ({ modifiedAt }: Reading, part: string, bytes: Buffer): ChunkedPart => {
  const count = Math.ceil(bytes.length / maxChunkBytes);
  return { part, version: `${modifiedAt}#${digestOf(bytes)}`, count, bytes };
};

/** What the version of a part ends with. */
export const digestOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("base64url");

const toPointer = ({ version, count }: ChunkPointer) => ({ version, count });

const compress = (value: unknown): Buffer => gzipSync(toAttributeJson(value));

const decompress = (bytes: Uint8Array): unknown => parseJson(gunzipSync(bytes).toString("utf8"));

/** Of a compressed part, its bytes. */
const sizeOf = (value: unknown): number =>
  value instanceof Uint8Array ? value.length : Buffer.byteLength(JSON.stringify(value));

const tooLarge = (id: number, size: number): Failure =>
  new Failure(
    "record.tooLarge",
    `Order ${id} takes ${size} bytes in chunks, compressed; at most ${maxChunkedBytes} are stored`,
    { details: { orderId: id } },
  );

const Pointer = type({ version: string(), count: integer() });

/** The parts of a reading that a row holds in chunks. */
export const chunkPointers = (item: Attributes): readonly ChunkPointer[] =>
  parts.flatMap((part) => {
    const pointer = item[chunkedName(part)];
    return is(pointer, Pointer) ? [{ part, version: pointer.version, count: pointer.count }] : [];
  });

/** The parts that have to be read from their chunks: the row holds no later form of them. */
export const partsInChunks = (item: Attributes): readonly ChunkPointer[] =>
  chunkPointers(item).filter(
    ({ part, version }) =>
      !isWhole(part, item[part]) && version.startsWith(`${modifiedAtOf(item, part)}#`),
  );

/** An item of the Orders table with its parts decompressed; `chunked` holds the bytes of `partsInChunks`. */
export const readItem = (
  item: Attributes,
  chunked: ReadonlyMap<string, Uint8Array> = new Map(),
): Record<string, unknown> => {
  const read: Record<string, unknown> = { ...item };
  for (const part of parts) {
    const bytes = chunked.get(part) ?? item[compressedName(part)];
    delete read[compressedName(part)];
    delete read[chunkedName(part)];
    if (bytes instanceof Uint8Array && !isWhole(part, item[part])) read[part] = decompress(bytes);
  }
  return read;
};

/** Release 0.2.0, after a downgrade, leaves a compressed part beside the plain one that it writes. An excerpt of the order lacks the id. */
const isWhole = (part: string, plain: unknown): boolean =>
  plain !== undefined && (part !== "order" || Object.hasOwn(Object(plain) as object, "id"));

/** Release 0.2.0 leaves pointers to an earlier version too: they no longer count. */
const modifiedAtOf = (item: Attributes, part: string): string =>
  String(item[part === "order" ? "modifiedAt" : "wholeModifiedAt"]);
