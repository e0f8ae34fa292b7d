import { toItemChange } from "../../../adapters/orderItem";
import { toNumber } from "../../../domain/exactNumber";
import { Failure } from "../../../domain/failure";
import type { Order } from "../../../domain/order";
import type { OrderSnapshot, PartialSnapshot, Replication } from "../../../domain/record";
import type { ImportedOrders, OrderRecords } from "../../../ports";
import { heldAttribute, isWrapped } from "./heldAttribute";
import { itemBytes, maxItemBytes } from "./itemBytes";
import { omit } from "./omit";

/** A row of the Orders table. */
export type MemoryRow = Replication & Readonly<Record<string, unknown>>;

export type MemoryOrderRecords = OrderRecords &
  ImportedOrders & { readonly rows: Map<number, MemoryRow> };

/** The Orders table in memory; passes the contract test of the adapter. */
export const memoryOrderRecords = (): MemoryOrderRecords => {
  const rows = new Map<number, MemoryRow>();
  const write = (row: MemoryRow): true => {
    if (itemBytes(row) > maxItemBytes) throw tooLarge();
    rows.set(row.id, row);
    return true;
  };

  return {
    rows,

    async find(ids) {
      if (new Set(ids).size < ids.length) throw doubledKey();
      const known = ids.flatMap((id) => rows.get(id) ?? []);
      return new Map(known.map((row) => [row.id, replicationOf(row)]));
    },

    async claim(snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) {
      const row = rows.get(snapshot.id);
      if (row?.state === "acknowledged") return false;
      if (row && !(isClaimable(row, at, claimId) && isNewest(snapshot, row))) return false;
      const claim = { claimId, claimedAt: at.toISOString(), claimedUntil: until.toISOString() };
      const intent = { acknowledgeAs, ...claim, traceId };
      return write({ ...withReading(row, snapshot), ...intent, state: "stored" });
    },

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const row = rows.get(reading.id);
      if (row?.claimId !== claimId) return false;
      const read = isNewest(reading, row) ? withReading(row, reading) : row;
      const outcome = { acknowledgedAt: reading.readAt, acknowledgeAs };
      return write({ ...omit(read, claimFields), ...outcome, state: "acknowledged" });
    },

    async resolveIntent(id, state, { claimId, at }) {
      const row = rows.get(id);
      if (!row || !hasIntent(row) || !isClaimable(row, at, claimId)) return false;
      return write({ ...omit(row, claimFields), state, [`${state}At`]: at.toISOString() });
    },

    async importAcknowledged(snapshot, { traceId, at }) {
      const row = rows.get(snapshot.id);
      if (row && (row.state === "acknowledged" || isLeased(row, at))) return false;
      const read = row && !isNewest(snapshot, row) ? row : withReading(row, snapshot);
      const outcome = { importedAt: at.toISOString(), traceId };
      return write({ ...omit(read, claimFields), ...outcome, state: "acknowledged" });
    },

    async save(snapshot) {
      const row = rows.get(snapshot.id);
      return row !== undefined && isNewest(snapshot, row) && write(withReading(row, snapshot));
    },

    async replicate(snapshot, traceId) {
      const row = rows.get(snapshot.id);
      if (row && !isNewest(snapshot, row)) return false;
      return write({ ...withReading(row, snapshot), state: "replicated", traceId });
    },

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
): MemoryRow => {
  const { set, setOnce, remove } = toItemChange(reading);
  const { id, modifiedAt, readAt } = reading;
  const known = row ?? { state: "stored" as const };
  const held = heldAttribute(set, 0) as Readonly<Record<string, unknown>>;
  return omit({ ...setOnce, ...known, ...held, id, modifiedAt, readAt }, remove);
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
