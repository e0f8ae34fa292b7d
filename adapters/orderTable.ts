import { setTimeout } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { create, enums, integer, optional, string, type } from "superstruct";
import type { OrderSnapshot, OwnReading, Replication } from "../domain/record";
import type { OrderRecords } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { chunksOf } from "./chunksOf";
import { documentClient } from "./documentClient";

const Row = type({
  id: integer(),
  state: enums(["stored", "acknowledged", "left", "parked", "replicated"]),
  modifiedAt: string(),
  readAt: string(),
  acknowledgeAs: optional(integer()),
  claimedUntil: optional(string()),
  claimId: optional(string()),
});
const projection = {
  ProjectionExpression: "id, #state, modifiedAt, readAt, acknowledgeAs, claimedUntil, claimId",
  ExpressionAttributeNames: { "#state": "state" },
};

/** `BatchGetItem` takes at most 100 keys. */
const keysPerCall = 100;

const isNewest = "(modifiedAt < :modifiedAt OR (modifiedAt = :modifiedAt AND readAt <= :readAt))";
const isUnclaimed =
  "(attribute_not_exists(claimedUntil) OR claimedUntil <= :at OR claimId = :claimId)";

/** The Orders table: one row an order, newest reading wins, and what was done about its status. */
export const orderTable = (tableName: string): OrderRecords => {
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
        for (const item of items) rows.set(create(item, Row).id, create(item, Row));
      }
      return rows;
    },

    claim: (snapshot, { id: claimId, acknowledgeAs, at, until, traceId }) =>
      update("Claiming", snapshot.id, {
        set: {
          ...attributesOf(snapshot),
          state: "stored",
          acknowledgeAs,
          claimId,
          claimedUntil: until.toISOString(),
          traceId,
        },
        condition: `attribute_not_exists(id) OR (#state <> :acknowledged AND ${isUnclaimed} AND ${isNewest})`,
        where: { acknowledged: "acknowledged", at: at.toISOString() },
      }),

    async confirm(reading, { id: claimId, acknowledgeAs }) {
      const outcome = { state: "acknowledged", acknowledgedAt: reading.readAt, acknowledgeAs };
      const remove = ["claimedUntil", "claimId"];
      const held = "claimId = :claimId";
      const refreshed = await update("Confirming", reading.id, {
        set: { ...outcome, ...attributesOf(reading) },
        remove,
        condition: `${held} AND ${isNewest}`,
        where: { claimId },
      });
      if (refreshed) return true;
      return update("Confirming", reading.id, {
        set: outcome,
        remove,
        condition: held,
        where: { claimId },
      });
    },

    settle: (id, state, { claimId, at }) =>
      update("Settling", id, {
        set: { state, [`${state}At`]: at.toISOString() },
        remove: ["claimedUntil", "claimId"],
        condition: `#state = :stored AND ${isUnclaimed}`,
        where: { stored: "stored", claimId, at: at.toISOString() },
      }),

    save: (snapshot) =>
      update("Saving", snapshot.id, {
        set: attributesOf(snapshot),
        condition: `attribute_exists(id) AND ${isNewest}`,
      }),

    replicate: (snapshot, traceId) =>
      update("Saving", snapshot.id, {
        set: { ...attributesOf(snapshot), state: "replicated", traceId },
        condition: `attribute_not_exists(id) OR ${isNewest}`,
      }),
  };
};

/** All but the key, which an update cannot set. */
const attributesOf = (reading: OrderSnapshot | OwnReading): Record<string, unknown> =>
  Object.fromEntries(Object.entries(reading).filter(([name]) => name !== "id"));

/** What an update changes and under which condition. */
interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly condition: string;
  /** Values that only the condition uses. */
  readonly where?: Readonly<Record<string, unknown>>;
}

/** Names of attributes are all aliased: `state` and `order` are reserved words of DynamoDB's. */
const toExpressions = ({ set, remove = [], condition, where = {} }: Change) => {
  const names = Object.keys(set);
  if (condition.includes("#state")) names.push("state");
  const values = Object.entries({ ...where, ...set });
  const removal = remove.length > 0 ? ` REMOVE ${remove.join(", ")}` : "";
  return {
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(", ")}${removal}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      values.map(([name, value]) => [`:${name}`, value]),
    ),
  };
};

/** A busy table answers only some keys and names the others, which are then asked again. */
const readAll = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  ids: readonly number[],
) => {
  const items: unknown[] = [];
  let keys: Record<string, unknown>[] = ids.map((id) => ({ id }));
  for (let attempt = 1; keys.length > 0; attempt += 1) {
    if (attempt > 5) throw new Error(`${keys.length} of ${ids.length} rows were not answered`);
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
