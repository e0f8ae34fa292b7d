import type { OrderSnapshot, OwnReading, Replication } from "../../domain/record";
import type { OrderRecords } from "../../ports";

/** A row as the Orders table would hold it. */
export type MemoryRow = Replication & Partial<OrderSnapshot> & Readonly<Record<string, unknown>>;

export type MemoryOrderRecords = OrderRecords & { readonly rows: Map<number, MemoryRow> };

/** The Orders table in memory; it passes the same contract as the adapter. */
export const memoryOrderRecords = (): MemoryOrderRecords => {
  const rows = new Map<number, MemoryRow>();
  const replicationOf = ({
    id,
    state,
    modifiedAt,
    readAt,
    acknowledgeAs,
    claimedUntil,
    claimId,
  }: MemoryRow) => ({
    id,
    state,
    modifiedAt,
    readAt,
    acknowledgeAs,
    claimedUntil,
    claimId,
  });
  const write = (row: MemoryRow): true => {
    rows.set(row.id, row);
    return true;
  };

  return {
    rows,

    async find(ids) {
      const known = ids.flatMap((id) => rows.get(id) ?? []);
      return new Map(known.map((row) => [row.id, replicationOf(row)]));
    },

    async claim(snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) {
      const row = rows.get(snapshot.id);
      if (
        row &&
        (row.state === "acknowledged" || !isFree(row, claimId, at) || !isNewest(snapshot, row))
      ) {
        return false;
      }
      const intent = { acknowledgeAs, claimId, claimedUntil: until.toISOString(), traceId };
      return write({ ...row, ...snapshot, ...intent, state: "stored" });
    },

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const row = rows.get(reading.id);
      if (row?.claimId !== claimId) return false;
      const refreshed = isNewest(reading, row) ? reading : {};
      const outcome = {
        state: "acknowledged",
        acknowledgedAt: reading.readAt,
        acknowledgeAs,
      } as const;
      return write({ ...unclaimed(row), ...refreshed, ...outcome });
    },

    async settle(id, state, { claimId, at }) {
      const row = rows.get(id);
      if (row?.state !== "stored" || !isFree(row, claimId, at)) return false;
      return write({ ...unclaimed(row), state, [`${state}At`]: at.toISOString() });
    },

    async save(snapshot) {
      const row = rows.get(snapshot.id);
      return row !== undefined && isNewest(snapshot, row) && write({ ...row, ...snapshot });
    },

    async replicate(snapshot, traceId) {
      const row = rows.get(snapshot.id);
      if (row && !isNewest(snapshot, row)) return false;
      return write({ ...row, ...snapshot, state: "replicated", traceId });
    },
  };
};

const isNewest = (reading: OwnReading, row: Replication): boolean =>
  row.modifiedAt < reading.modifiedAt ||
  (row.modifiedAt === reading.modifiedAt && row.readAt <= reading.readAt);

const isFree = (row: Replication, claimId: string, at: Date): boolean =>
  row.claimedUntil === undefined || row.claimedUntil <= at.toISOString() || row.claimId === claimId;

const unclaimed = (row: MemoryRow): MemoryRow => {
  const { claimedUntil, claimId, ...rest } = row;
  void claimedUntil;
  void claimId;
  return rest;
};
