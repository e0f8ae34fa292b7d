import {
  DeleteCommand,
  paginateQuery,
  PutCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { instance, string, type } from "superstruct";
import type { ChunkKey, OrderChunks } from "../ports";
import { awsCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { parseStored } from "./storedValue";

const Key = type({ chunk: string() });

const Chunk = type({ bytes: instance(Uint8Array) });

type Version = Omit<ChunkKey, "number">;

const prefixOf = ({ part, version }: Version): string => `${part}#${version}#`;

const numberLength = 3;

/** Below an order's id, chunks sort by part, version and number. */
const toKey = ({ orderId, number, ...version }: ChunkKey) => ({
  orderId,
  chunk: `${prefixOf({ orderId, ...version })}${String(number).padStart(numberLength, "0")}`,
});

const toChunkKey = (orderId: number, part: string, chunk: string): ChunkKey => ({
  orderId,
  part,
  version: chunk.slice(part.length + 1, -numberLength - 1),
  number: Number(chunk.slice(-numberLength)),
});

/** The Chunks table: what rows of the Orders table cannot hold. */
export const chunkTable = (TableName: string): OrderChunks => {
  const client = documentClient();

  const query = (purpose: string, input: Omit<QueryCommandInput, "TableName">) =>
    awsCall(purpose, async () => {
      const items: unknown[] = [];
      const pages = paginateQuery({ client }, { TableName, ConsistentRead: true, ...input });
      for await (const { Items = [] } of pages) items.push(...Items);
      return items;
    });

  return {
    async put(key, bytes) {
      const Item = { ...toKey(key), bytes };
      await awsCall(`Writing a chunk of order ${key.orderId}`, () =>
        client.send(new PutCommand({ TableName, Item })),
      );
    },

    async listBefore({ orderId, part, version }) {
      const items = await query(`Listing the chunks of order ${orderId}`, {
        KeyConditionExpression: "orderId = :orderId AND chunk BETWEEN :first AND :last",
        ProjectionExpression: "chunk",
        ExpressionAttributeValues: {
          ":orderId": orderId,
          ":first": `${part}#`,
          ":last": `${part}#${version}`,
        },
      });
      return items.map((item) =>
        toChunkKey(orderId, part, parseStored(item, Key, "A key of the OrderChunks table").chunk),
      );
    },

    async remove(key) {
      await awsCall(`Removing a chunk of order ${key.orderId}`, () =>
        client.send(new DeleteCommand({ TableName, Key: toKey(key) })),
      );
    },

    async read(version) {
      const items = await query(`Reading the chunks of order ${version.orderId}`, {
        KeyConditionExpression: "orderId = :orderId AND begins_with(chunk, :prefix)",
        ExpressionAttributeValues: {
          ":orderId": version.orderId,
          ":prefix": prefixOf(version),
        },
      });
      return items.map((item) => parseStored(item, Chunk, "A row of the OrderChunks table").bytes);
    },
  };
};
