import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../adapters/documentClient";
import { orderTable } from "../../adapters/orderTable";
import { describeOrderRecords } from "../contracts/orderRecords";
import { type LocalDynamoDb, startDynamoDb } from "../support/dynamoDb";

describe("orderTable", () => {
  let dynamoDb: LocalDynamoDb;
  before(async () => {
    dynamoDb = await startDynamoDb();
  });
  after(() => dynamoDb.stop());

  describeOrderRecords("orderTable", async () => {
    const TableName = await dynamoDb.createTable({ id: "N" });
    const client = documentClient();
    const row = async (id: number) =>
      (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
    return { records: orderTable(TableName), row };
  });
});
