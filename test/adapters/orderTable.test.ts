import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../adapters/documentClient";
import { orderTable } from "../../adapters/orderTable";
import { describeOrderRecords } from "../contracts/orderRecords";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";

describe("orderTable", () => {
  let aws: AwsEmulator;
  let tables = 0;
  before(async () => {
    aws = await startAwsEmulator([]);
  });
  after(() => aws.stop());

  const emptyTable = async (): Promise<string> => {
    const TableName = `orders-${(tables += 1)}`;
    const create = new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    await new DynamoDBClient({}).send(create);
    return TableName;
  };

  describeOrderRecords("orderTable", async () => {
    const TableName = await emptyTable();
    const client = documentClient();
    const row = async (id: number) =>
      (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
    return { records: orderTable(TableName), row };
  });
});
