import { Failure } from "../../../domain/failure";
import type { ChunkKey, OrderChunks } from "../../../ports";
import { itemBytes, maxItemBytes } from "./itemBytes";
import { omit } from "./omit";

/** An item of the Chunks table. */
export interface MemoryChunk extends ChunkKey {
  readonly bytes: Uint8Array;
}

export type MemoryOrderChunks = OrderChunks & {
  /** In the order of the table's keys. */
  readonly ofOrder: (orderId: number) => readonly MemoryChunk[];
};

type Version = Omit<ChunkKey, "number">;

const isOfPart = (one: Version, other: Version): boolean =>
  one.orderId === other.orderId && one.part === other.part;

const idOf = ({ orderId, part, version, number }: ChunkKey): string =>
  JSON.stringify([orderId, part, version, number]);

const compare = (one: ChunkKey, other: ChunkKey): number =>
  one.version < other.version ? -1 : one.version > other.version ? 1 : one.number - other.number;

/** The Chunks table in memory; passes the contract test of the adapter. */
export const memoryOrderChunks = (): MemoryOrderChunks => {
  const chunks = new Map<string, MemoryChunk>();
  const all = () => [...chunks.values()].sort(compare);
  return {
    ofOrder: (orderId) => all().filter((chunk) => chunk.orderId === orderId),

    async put({ orderId, part, version, number }, bytes) {
      const chunk = { orderId, part, version, number, bytes: Uint8Array.from(bytes) };
      if (itemBytes(chunk) > maxItemBytes)
        throw new Failure("aws.failed", "Writing a chunk failed: Item size has exceeded");
      chunks.set(idOf(chunk), chunk);
    },

    listBefore: async (before) =>
      all()
        .filter((chunk) => isOfPart(chunk, before) && chunk.version < before.version)
        .map((chunk) => omit(chunk, ["bytes"])),

    async remove(key) {
      chunks.delete(idOf(key));
    },

    read: async (version) =>
      all().flatMap((chunk) =>
        isOfPart(chunk, version) && chunk.version === version.version ? [chunk.bytes] : [],
      ),
  };
};
