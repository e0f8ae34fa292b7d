import type { OrderSnapshot, PartialSnapshot } from "../domain/record";
import { maxChunkBytes } from "../domain/sizeLimits";
import type { ChunkKey, OrderChunks } from "../ports";
import {
  type ChunkedPart,
  type ChunkPointer,
  chunkPointers,
  digestOf,
  type ItemChange,
  partsInChunks,
  readItem,
  toItemChange,
} from "./orderItem";

type Item = Readonly<Record<string, unknown>>;

/**
 * Writes a row, and returns what the attributes held that a whole reading replaced. Undefined, with nothing
 * written, where the condition does not hold.
 */
export type WriteRow = (change: ItemChange) => Promise<Item | undefined>;

/**
 * Writes a reading: first the chunks of what the row cannot hold, then the row, which points to them, then
 * removes the chunks of earlier modifications. Wherever this ends, a row points to whole parts: no row can
 * go back to an earlier modification, and chunks of this one or a later one stay, since another invocation
 * may be about to point to them.
 * @returns whether the row was written
 */
export const writeWithChunks = async (
  chunks: OrderChunks,
  reading: OrderSnapshot | PartialSnapshot,
  write: WriteRow,
): Promise<boolean> => {
  const change = toItemChange(reading);
  const { id: orderId, modifiedAt: version } = reading;
  await Promise.all(
    change.chunked.flatMap((part) =>
      cut(part).map((bytes, number) => chunks.put({ ...keyOf(orderId, part), number }, bytes)),
    ),
  );
  const replaced = await write(change);
  if (!replaced) return false;
  const written = [...change.chunked, ...chunkPointers(replaced)].map(({ part }) => part);
  for (const part of new Set(written)) await removeOlder(chunks, { orderId, part, version });
  return true;
};

/** A date of modification alone sorts before each version that begins with it. */
const removeOlder = async (chunks: OrderChunks, than: Omit<ChunkKey, "number">) => {
  const older = await chunks.listBefore(than);
  await Promise.all(older.map((chunk) => chunks.remove(chunk)));
};

const keyOf = (orderId: number, { part, version }: ChunkPointer) => ({ orderId, part, version });

const cut = ({ bytes, count }: ChunkedPart): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, n) =>
    bytes.subarray(n * maxChunkBytes, (n + 1) * maxChunkBytes),
  );

/**
 * A row, or an image of one, with all its parts, wherever they are stored. Undefined where chunks are
 * missing: a later modification has replaced the row by now.
 */
export const withChunks = async (
  chunks: Pick<OrderChunks, "read">,
  item: Item,
): Promise<Item | undefined> => {
  const orderId = Number(item["id"]);
  const parts = new Map<string, Uint8Array>();
  for (const pointer of partsInChunks(item)) {
    const bytes = Buffer.concat(await chunks.read(keyOf(orderId, pointer)));
    if (!pointer.version.endsWith(`#${digestOf(bytes)}`)) return undefined;
    parts.set(pointer.part, bytes);
  }
  return readItem(item, parts);
};

/** A row and its chunks are read one after the other; meanwhile they may be replaced. */
const maxReads = 3;

/**
 * An order's row with all its parts; undefined where there is no row.
 * @throws Error where chunks are missing for good, as after a restore of one table alone
 */
export const readRecord = async (
  chunks: Pick<OrderChunks, "read">,
  readRow: () => Promise<Item | undefined>,
): Promise<Item | undefined> => {
  for (let reads = 1; ; reads += 1) {
    const item = await readRow();
    if (!item) return undefined;
    const record = await withChunks(chunks, item);
    if (record) return record;
    if (reads < maxReads) continue;
    const parts = partsInChunks(item).map(({ part, count }) => `${count} chunks of ${part}`);
    throw new Error(`Order ${Number(item["id"])}: expected ${parts.join(", ")}; some are missing`);
  }
};
