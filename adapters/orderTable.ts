import { setTimeout } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { boolean, enums, integer, number, optional, string, type, unknown } from "superstruct";
import type { OrderSnapshot, PartialSnapshot, Replication } from "../domain/record";
import type { ImportedOrders, OrderChunks, OrderRecords } from "../ports";
import { awsCall, conditionalResult } from "./awsCall";
import { type WriteRow, writeWithChunks } from "./chunkedRecord";
import { chunksOf } from "./chunksOf";
import { documentClient } from "./documentClient";
import type { ItemChange, PlainOrderField } from "./orderItem";
import { parseStored } from "./storedValue";

/** What the table holds of an order itself, as far as decisions need it. */
const StoredOrder = type({
  status_id: integer(),
  payment_status: optional(unknown()),
  refunded_amount: optional(unknown()),
  order_is_digital: optional(boolean()),
} satisfies Record<PlainOrderField, unknown>);

const Row = type({
  id: integer(),
  state: enums(["stored", "acknowledged", "left", "parked", "replicated"]),
  modifiedAt: string(),
  readAt: string(),
  acknowledgeAs: optional(integer()),
  claimedAt: optional(string()),
  claimedUntil: optional(string()),
  claimId: optional(string()),
  parkedVersion: optional(string()),
  order: optional(StoredOrder),
  fingerprint: optional(string()),
  wholeReadAt: optional(string()),
  wholeModifiedAt: optional(string()),
  clockSkew: optional(type({ minMs: number(), maxMs: number() })),
  acknowledgedAt: optional(string()),
  archivedAt: optional(string()),
});

/** The attributes that decisions need; a whole row can take 400 KB to transfer and parse. */
const projection = {
  ProjectionExpression: [
    ...Object.keys(Row.schema)
      .filter((name) => name !== "order")
      .map((name) => `#${name}`),
    ...Object.keys(StoredOrder.schema).map((name) => `#order.${name}`),
  ].join(", "),
  ExpressionAttributeNames: Object.fromEntries(
    Object.keys(Row.schema).map((name) => [`#${name}`, name]),
  ),
};

const toReplication = (item: unknown): Replication => {
  const { order, ...row } = parseStored(item, Row, "A row of the Orders table");
  if (!order) return row;
  const { status_id: statusId, order_is_digital: isDigital, ...payment } = order;
  return { ...row, statusId, isDigital, payment };
};

/** `BatchGetItem` takes at most 100 keys. */
const keysPerCall = 100;

// AND binds closer than OR. Redundant parentheses are left out: dynalite, which holds the tables of the
// embedded cloud, takes ten times as long to parse a condition for each level of them.
const isNewest = "(modifiedAt < :modifiedAt OR modifiedAt = :modifiedAt AND readAt <= :readAt)";
const isUnleased = "(attribute_not_exists(claimedUntil) OR claimedUntil <= :at)";
const isUnclaimed =
  "(attribute_not_exists(claimedUntil) OR claimedUntil <= :at OR claimId = :claimId)";

/** The Orders table, to be read. */
export const orderLookup = (tableName: string): Pick<OrderRecords, "find"> => {
  const client = documentClient();
  return {
    async find(ids) {
      const rows = new Map<number, Replication>();
      for (const keys of chunksOf(keysPerCall, ids)) {
        const items = await awsCall("Reading the Orders table", () =>
          readAll(client, tableName, keys),
        );
        for (const row of items.map(toReplication)) rows.set(row.id, row);
      }
      return rows;
    },
  };
};

/** The Orders table: one row per order, where the newest reading wins, and the replication state. */
export const orderTable = (
  tableName: string,
  chunks: OrderChunks,
): OrderRecords & ImportedOrders => {
  const client = documentClient();

  /** Returns the attributes that the update replaced, where the change asks for them. */
  const replace = (purpose: string, id: number, change: Change) =>
    conditionalResult(`${purpose} order ${id} in the Orders table`, async () => {
      const key = { TableName: tableName, Key: { id } };
      const command = new UpdateCommand({ ...key, ...toExpressions(change) });
      const { Attributes = {} } = await client.send(command);
      return Attributes;
    });

  const update = async (purpose: string, id: number, change: Change) =>
    (await replace(purpose, id, change)) !== undefined;

  /** Only a whole reading may leave chunks behind that are the row's until then. */
  const write = (purpose: string, reading: Reading, change: ReadingChange) => {
    const isWhole = "products" in reading;
    const writeRow: WriteRow = (item) =>
      replace(purpose, reading.id, {
        ...change,
        set: { ...item.set, ...change.set },
        setOnce: item.setOnce,
        remove: [...item.remove, ...(change.remove ?? [])],
        returnsReplaced: isWhole,
      });
    return writeWithChunks(chunks, reading, writeRow);
  };

  return {
    ...orderLookup(tableName),

    claim: async (snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) => {
      const lease = { claimId, claimedAt: at.toISOString(), claimedUntil: until.toISOString() };
      return write("Claiming", snapshot, {
        set: { acknowledgeAs, ...lease, traceId, state: "stored" },
        condition: `attribute_not_exists(id) OR #state <> :acknowledged AND ${isUnclaimed} AND ${isNewest}`,
        where: { acknowledged: "acknowledged", at: at.toISOString() },
      });
    },

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const outcome = { state: "acknowledged", acknowledgedAt: reading.readAt, acknowledgeAs };
      const refreshed = await write("Confirming", reading, {
        set: outcome,
        remove: leaseAttributes,
        condition: `claimId = :claimId AND ${isNewest}`,
        where: { claimId },
      });
      if (refreshed) return true;
      return update("Confirming", reading.id, {
        set: outcome,
        remove: leaseAttributes,
        condition: "claimId = :claimId",
        where: { claimId },
      });
    },

    resolveIntent: (id, state, { claimId, at }) =>
      update("Settling", id, {
        set: { state, [`${state}At`]: at.toISOString() },
        remove: leaseAttributes,
        condition: `#state IN (:stored, :parked) AND attribute_exists(acknowledgeAs) AND ${isUnclaimed}`,
        where: { stored: "stored", parked: "parked", claimId, at: at.toISOString() },
      }),

    async importAcknowledged(snapshot, { traceId, at }) {
      const outcome = { state: "acknowledged", importedAt: at.toISOString(), traceId };
      const isPending = `#state <> :acknowledged AND ${isUnleased}`;
      const where = { acknowledged: "acknowledged", at: at.toISOString() };
      const written = await write("Importing", snapshot, {
        set: outcome,
        remove: leaseAttributes,
        condition: `attribute_not_exists(id) OR ${isPending} AND ${isNewest}`,
        where,
      });
      if (written) return true;
      return update("Importing", snapshot.id, {
        set: outcome,
        remove: leaseAttributes,
        condition: `attribute_exists(id) AND ${isPending}`,
        where,
      });
    },

    save: (snapshot) =>
      write("Saving", snapshot, { set: {}, condition: `attribute_exists(id) AND ${isNewest}` }),

    replicate: (snapshot, traceId) =>
      write("Saving", snapshot, {
        set: { state: "replicated", traceId },
        condition: `attribute_not_exists(id) OR ${isNewest}`,
      }),

    async archive(id, at) {
      await update("Archiving", id, {
        set: {},
        setOnce: { archivedAt: at.toISOString() },
        condition: "attribute_exists(id)",
      });
    },

    async park({ id, claimId, modifiedAt, reason, at }) {
      await update("Parking", id, {
        set: {
          state: "parked",
          parkedAt: at.toISOString(),
          parkedReason: reason,
          parkedVersion: modifiedAt,
        },
        // An order that was never stored has no reading, and any reading is newer than none.
        setOnce: { modifiedAt: "", readAt: "" },
        condition: `attribute_not_exists(id) OR #state <> :acknowledged AND ${isUnclaimed}`,
        where: { acknowledged: "acknowledged", claimId, at: at.toISOString() },
      });
    },
  };
};

const leaseAttributes = ["claimedUntil", "claimId"];

type Reading = OrderSnapshot | PartialSnapshot;

/** What a write changes beside the reading. */
type ReadingChange = Pick<Change, "set" | "remove" | "condition" | "where">;

/** A conditional update. */
interface Change extends Partial<Pick<ItemChange, "setOnce" | "remove">> {
  readonly set: Readonly<Record<string, unknown>>;
  readonly condition: string;
  /** Values that only the condition refers to. */
  readonly where?: Readonly<Record<string, unknown>>;
  readonly returnsReplaced?: boolean;
}

/** Every attribute name is aliased, since `state` and `order` are reserved words of DynamoDB. */
const toExpressions = (change: Change) => {
  const { set, setOnce = {}, remove = [], condition, where = {}, returnsReplaced } = change;
  const assignments = [
    ...Object.keys(set).map((name) => `#${name} = :${name}`),
    ...Object.keys(setOnce).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const names = [...Object.keys(set), ...Object.keys(setOnce)];
  if (condition.includes("#state")) names.push("state");
  const values = Object.entries({ ...where, ...setOnce, ...set });
  return {
    ReturnValues: returnsReplaced ? ("UPDATED_OLD" as const) : undefined,
    UpdateExpression: [
      `SET ${assignments.join(", ")}`,
      remove.length > 0 ? `REMOVE ${remove.join(", ")}` : "",
    ].join(" "),
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      values.map(([name, value]) => [`:${name}`, value]),
    ),
  };
};

/** A throttled table returns only some rows and names the unprocessed keys, which are retried. */
const readAll = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  ids: readonly number[],
) => {
  const items: unknown[] = [];
  let keys: Record<string, unknown>[] = ids.map((id) => ({ id }));
  for (let attempt = 1; keys.length > 0; attempt += 1) {
    if (attempt > 5) throw new Error(`${keys.length} of ${ids.length} rows were not read`);
    if (attempt > 1) await setTimeout(50 * 2 ** attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({
        RequestItems: {
          [tableName]: { Keys: keys, ConsistentRead: true, ...projection },
        },
      }),
    );
    items.push(...(Responses?.[tableName] ?? []));
    keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
};
