import { partsInChunks } from "../../../adapters/orderItem";
import type { MemoryOrderChunks } from "../../service/memory/memoryOrderChunks";
import type { MemoryRow } from "../../service/memory/memoryOrderRecords";

/** What a reader of the row gets of the parts that the row holds in chunks; undefined where chunks are missing. */
export const chunkedParts = (
  chunks: MemoryOrderChunks,
  row: MemoryRow,
): ReadonlyMap<string, Uint8Array> | undefined => {
  const parts = new Map<string, Uint8Array>();
  for (const { part, version, count } of partsInChunks(row)) {
    const found = chunks
      .ofOrder(row.id)
      .filter((chunk) => chunk.part === part && chunk.version === version);
    if (found.length !== count) return undefined;
    parts.set(part, Buffer.concat(found.map(({ bytes }) => bytes)));
  }
  return parts;
};
