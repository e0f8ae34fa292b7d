import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { EmbeddedCloud } from "../embeddedCloud";
import type { OrderRow } from "./runReport";

export interface OrderRows {
  readonly all: () => Promise<readonly OrderRow[]>;
  readonly one: (id: number) => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly close: () => void;
}

/** For people: a number that no JavaScript number equals is shown by its digits. */
const shownNumber = (text: string): number | string =>
  String(Number(text)) === text ? Number(text) : text;

/** Reads the Orders table as any DynamoDB client would. */
export const orderRows = ({ endpoint, region, tableName }: EmbeddedCloud): OrderRows => {
  const credentials = { accessKeyId: "LOCAL", secretAccessKey: "local" };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region, credentials }),
    { unmarshallOptions: { wrapNumbers: shownNumber } },
  );
  const TableName = tableName("orders");
  return {
    close: () => client.destroy(),
    one: async (id) => (await client.send(new GetCommand({ TableName, Key: { id } }))).Item,
    all: async () => {
      const rows: OrderRow[] = [];
      const query = {
        TableName,
        ProjectionExpression: "id, #state",
        ExpressionAttributeNames: { "#state": "state" },
      };
      for await (const { Items = [] } of paginateScan({ client }, query)) {
        rows.push(...Items.map(({ id, state }) => ({ id: Number(id), state: String(state) })));
      }
      return rows;
    },
  };
};
