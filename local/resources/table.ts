import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { booleanAt, objectsAt, optionalStringAt, stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

const keySchema = (hashKey: unknown, rangeKey: unknown): object[] => [
  { AttributeName: hashKey, KeyType: "HASH" },
  ...(typeof rangeKey === "string" ? [{ AttributeName: rangeKey, KeyType: "RANGE" }] : []),
];

const indexes = (resource: DeclaredResource): object[] =>
  objectsAt(resource, "globalSecondaryIndexes").map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.hashKey, index.rangeKey),
    Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes },
  }));

const keysOf = (resource: DeclaredResource): Fields => {
  const secondary = indexes(resource);
  return {
    AttributeDefinitions: objectsAt(resource, "attributes").map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keySchema(stringAt(resource, "hashKey"), optionalStringAt(resource, "rangeKey")),
    ...(secondary.length > 0 && { GlobalSecondaryIndexes: secondary }),
  };
};

const setPointInTimeRecovery = (resource: DeclaredResource, { tables }: CloudServices): void =>
  tables.setPointInTimeRecovery(
    stringAt(resource, "name"),
    booleanAt(resource, "pointInTimeRecovery.enabled", false),
  );

/** TTL, streams and deletion protection have no effect: dynalite has none. */
export const table: ResourceKind = {
  type: "aws:dynamodb/table:Table",
  create: async (resource, cloud) => {
    await cloud.tables.create({
      TableName: stringAt(resource, "name"),
      BillingMode: "PAY_PER_REQUEST",
      ...keysOf(resource),
    });
    setPointInTimeRecovery(resource, cloud);
  },
  update: setPointInTimeRecovery,
  delete: (resource, { tables }) => tables.delete(stringAt(resource, "name")),
};
