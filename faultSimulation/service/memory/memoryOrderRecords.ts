import { writeWithChunks } from "../../../adapters/chunkedRecord";
import type { ItemChange } from "../../../adapters/orderItem";
import { toNumber } from "../../../domain/exactNumber";
import { Failure } from "../../../domain/failure";
import type { Order } from "../../../domain/order";
import type { OrderSnapshot, PartialSnapshot, Replication } from "../../../domain/record";
import type { ImportedOrders, OrderChunks, OrderRecords } from "../../../ports";
import { heldAttribute, isWrapped } from "./heldAttribute";
import { itemBytes, maxItemBytes } from "./itemBytes";
import { memoryOrderChunks } from "./memoryOrderChunks";
import { omit } from "./omit";

/** A row of the Orders table. */
export type MemoryRow = Replication & Readonly<Record<string, unknown>>;

export type MemoryOrderRecords = OrderRecords &
  ImportedOrders & { readonly rows: Map<number, MemoryRow> };

export interface MemoryOrderRecordsParts {
  readonly rows?: Map<number, MemoryRow>;
  readonly chunks?: OrderChunks;
  /** Called after each write, at the instant of the write. */
  readonly onWrite?: (after: MemoryRow, before: MemoryRow | undefined) => void;
}

/** The Orders table in memory; passes the contract test of the adapter. */
export const memoryOrderRecords = ({
  rows = new Map<number, MemoryRow>(),
  chunks = memoryOrderChunks(),
  onWrite = () => undefined,
}: MemoryOrderRecordsParts = {}): MemoryOrderRecords => {
  const write = (row: MemoryRow): true => {
    if (itemBytes(row) > maxItemBytes) throw tooLarge();
    const before = rows.get(row.id);
    rows.set(row.id, row);
    onWrite(row, before);
    return true;
  };

  /** `toRow` makes the row of the row before; undefined where the condition does not hold. */
  const writeReading = (
    reading: OrderSnapshot | PartialSnapshot,
    toRow: (before: MemoryRow | undefined, read: MemoryRow) => MemoryRow | undefined,
  ): Promise<boolean> =>
    writeWithChunks(chunks, reading, async (change) => {
      const before = rows.get(reading.id);
      const row = toRow(before, withReading(before, reading, change));
      return row && write(row) ? replacedBy(change, before) : undefined;
    });

  return {
    rows,

    async find(ids) {
      if (new Set(ids).size < ids.length) throw doubledKey();
      const known = ids.flatMap((id) => rows.get(id) ?? []);
      return new Map(known.map((row) => [row.id, replicationOf(row)]));
    },

    claim: (snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) =>
      writeReading(snapshot, (row, read) => {
        if (row?.state === "acknowledged") return undefined;
        if (row && !(isClaimable(row, at, claimId) && isNewest(snapshot, row))) return undefined;
        const claim = { claimId, claimedAt: at.toISOString(), claimedUntil: until.toISOString() };
        return { ...read, acknowledgeAs, ...claim, traceId, state: "stored" };
      }),

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const outcome = { acknowledgedAt: reading.readAt, acknowledgeAs };
      const acknowledged = (row: MemoryRow): MemoryRow => ({
        ...omit(row, claimFields),
        ...outcome,
        state: "acknowledged",
      });
      const refreshed = await writeReading(reading, (row, read) =>
        row?.claimId === claimId && isNewest(reading, row) ? acknowledged(read) : undefined,
      );
      if (refreshed) return true;
      const row = rows.get(reading.id);
      return row?.claimId === claimId && write(acknowledged(row));
    },

    async resolveIntent(id, state, { claimId, at }) {
      const row = rows.get(id);
      if (!row || !hasIntent(row) || !isClaimable(row, at, claimId)) return false;
      return write({ ...omit(row, claimFields), state, [`${state}At`]: at.toISOString() });
    },

    async importAcknowledged(snapshot, { traceId, at }) {
      const isPending = (row: MemoryRow): boolean =>
        row.state !== "acknowledged" && !isLeased(row, at);
      const imported = (row: MemoryRow): MemoryRow => ({
        ...omit(row, claimFields),
        importedAt: at.toISOString(),
        traceId,
        state: "acknowledged",
      });
      const written = await writeReading(snapshot, (row, read) =>
        !row || (isPending(row) && isNewest(snapshot, row)) ? imported(read) : undefined,
      );
      if (written) return true;
      const row = rows.get(snapshot.id);
      return row !== undefined && isPending(row) && write(imported(row));
    },

    save: (snapshot) =>
      writeReading(snapshot, (row, read) => (row && isNewest(snapshot, row) ? read : undefined)),

    replicate: (snapshot, traceId) =>
      writeReading(snapshot, (row, read) =>
        row && !isNewest(snapshot, row) ? undefined : { ...read, state: "replicated", traceId },
      ),

    async archive(id, at) {
      const row = rows.get(id);
      if (row) write({ archivedAt: at.toISOString(), ...row });
    },

    async park({ id, claimId, modifiedAt, reason, at }) {
      const row = rows.get(id);
      if (row && (row.state === "acknowledged" || !isClaimable(row, at, claimId))) return;
      write({
        modifiedAt: "",
        readAt: "",
        ...row,
        id,
        state: "parked",
        parkedAt: at.toISOString(),
        parkedReason: reason,
        parkedVersion: modifiedAt,
      });
    },
  };
};

/** As BatchGetItem refuses keys. */
const doubledKey = (): Failure =>
  new Failure("aws.failed", "Reading the Orders table failed: ValidationException");

const tooLarge = (): Failure =>
  new Failure("aws.failed", "Writing the Orders table failed: Item size has exceeded the maximum");

const claimFields = ["claimedUntil", "claimId"];

/** The projection that the adapter reads. */
const replicationOf = (row: MemoryRow): Replication => {
  const { id, state, modifiedAt, readAt } = row;
  const found: Record<string, unknown> & Replication = { id, state, modifiedAt, readAt };
  for (const field of projectedFields) if (row[field] !== undefined) found[field] = row[field];
  return Object.assign(found, lastReadOf(row["order"] as Partial<Order> | undefined));
};

const projectedFields = [
  "acknowledgeAs",
  "claimedAt",
  "claimedUntil",
  "claimId",
  "parkedVersion",
  "fingerprint",
  "wholeReadAt",
  "wholeModifiedAt",
  "clockSkew",
  "acknowledgedAt",
  "archivedAt",
];

const lastReadOf = (order?: Partial<Order>): Partial<Replication> => {
  if (!order) return {};
  const { status_id: statusId, order_is_digital: isDigital } = order;
  const { payment_status, refunded_amount } = order;
  const payment = {
    ...("payment_status" in order && { payment_status: readBack(payment_status) }),
    ...("refunded_amount" in order && { refunded_amount: readBack(refunded_amount) }),
  };
  return {
    payment,
    ...(statusId !== undefined && { statusId }),
    ...(isDigital !== undefined && { isDigital }),
  };
};

/** A wrapped number as the adapter's client reads the number. */
const readBack = (value: unknown): unknown =>
  typeof value === "object" && value !== null && isWrapped(value)
    ? toNumber(value.toAttributeValue().N)
    : value;

/** The row after a reading is written to it. */
const withReading = (
  row: MemoryRow | undefined,
  reading: OrderSnapshot | PartialSnapshot,
  { set, setOnce, remove }: ItemChange,
): MemoryRow => {
  const { id, modifiedAt, readAt } = reading;
  const known = row ?? { state: "stored" as const };
  const held = heldAttribute(set, 0) as Readonly<Record<string, unknown>>;
  return omit({ ...setOnce, ...known, ...held, id, modifiedAt, readAt }, remove);
};

/** The attributes that an update returns with the option UPDATED_OLD. */
const replacedBy = ({ set, remove }: ItemChange, before: MemoryRow | undefined) => {
  const replaced = new Set([...Object.keys(set), ...remove]);
  return Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => replaced.has(name)));
};

const isNewest = (reading: PartialSnapshot, row: Replication): boolean =>
  row.modifiedAt < reading.modifiedAt ||
  (row.modifiedAt === reading.modifiedAt && row.readAt <= reading.readAt);

const hasIntent = ({ state, acknowledgeAs }: Replication): boolean =>
  (state === "stored" || state === "parked") && acknowledgeAs !== undefined;

const isLeased = ({ claimedUntil }: Replication, at: Date): boolean =>
  claimedUntil !== undefined && claimedUntil > at.toISOString();

const isClaimable = (row: Replication, at: Date, claimId: string): boolean =>
  !isLeased(row, at) || row.claimId === claimId;
