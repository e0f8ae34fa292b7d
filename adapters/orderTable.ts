import { setTimeout } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  boolean,
  create,
  enums,
  integer,
  number,
  optional,
  string,
  type,
  unknown,
} from "superstruct";
import type { OrderSnapshot, PartialSnapshot, Replication } from "../domain/record";
import type { ImportedOrders, OrderRecords } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { chunksOf } from "./chunksOf";
import { documentClient } from "./documentClient";
import { type ItemChange, type PlainOrderField, toItemChange } from "./orderItem";

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
  const { order, ...row } = create(item, Row);
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

/** The Orders table: one row per order, where the newest reading wins, and the replication state. */
export const orderTable = (tableName: string): OrderRecords & ImportedOrders => {
  const client = documentClient();
  const update = (purpose: string, id: number, change: Change) =>
    conditionalCall(`${purpose} order ${id} in the Orders table`, () =>
      client.send(
        new UpdateCommand({ TableName: tableName, Key: { id }, ...toExpressions(change) }),
      ),
    );

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

    claim: async (snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) => {
      const lease = { claimId, claimedAt: at.toISOString(), claimedUntil: until.toISOString() };
      const intent = { acknowledgeAs, ...lease, traceId };
      return update("Claiming", snapshot.id, {
        ...withReading(snapshot, { ...intent, state: "stored" }),
        condition: `attribute_not_exists(id) OR #state <> :acknowledged AND ${isUnclaimed} AND ${isNewest}`,
        where: { acknowledged: "acknowledged", at: at.toISOString() },
      });
    },

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const outcome = { state: "acknowledged", acknowledgedAt: reading.readAt, acknowledgeAs };
      const refreshed = await update("Confirming", reading.id, {
        ...withReading(reading, outcome, leaseAttributes),
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
      const written = await update("Importing", snapshot.id, {
        ...withReading(snapshot, outcome, leaseAttributes),
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

    save: async (snapshot) =>
      update("Saving", snapshot.id, {
        ...withReading(snapshot),
        condition: `attribute_exists(id) AND ${isNewest}`,
      }),

    replicate: async (snapshot, traceId) =>
      update("Saving", snapshot.id, {
        ...withReading(snapshot, { state: "replicated", traceId }),
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

/** The change that writes a reading and further attributes. */
const withReading = (
  reading: OrderSnapshot | PartialSnapshot,
  further: Readonly<Record<string, unknown>> = {},
  remove: readonly string[] = [],
) => {
  const change = toItemChange(reading);
  return {
    set: { ...change.set, ...further },
    setOnce: change.setOnce,
    remove: [...change.remove, ...remove],
  };
};

/** A conditional update. */
interface Change extends Partial<ItemChange> {
  readonly set: Readonly<Record<string, unknown>>;
  readonly condition: string;
  /** Values that only the condition refers to. */
  readonly where?: Readonly<Record<string, unknown>>;
}

/** Every attribute name is aliased, since `state` and `order` are reserved words of DynamoDB. */
const toExpressions = ({ set, setOnce = {}, remove = [], condition, where = {} }: Change) => {
  const assignments = [
    ...Object.keys(set).map((name) => `#${name} = :${name}`),
    ...Object.keys(setOnce).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const names = [...Object.keys(set), ...Object.keys(setOnce)];
  if (condition.includes("#state")) names.push("state");
  const values = Object.entries({ ...where, ...setOnce, ...set });
  return {
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
