import assert from "node:assert/strict";
import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Cloud, startCloud } from "../../local/cloud";
import { clientSettings } from "../support/clientSettings";
import { eventually } from "../support/eventually";
import { declared, stateOf } from "./declared";

const type = "aws:dynamodb/table:Table";

describe("point-in-time recovery in the embedded cloud", function () {
  this.timeout(30_000);
  let cloud: Cloud;
  let client: DynamoDBDocumentClient;
  const table = declared(type, "orders", {
    attributes: [{ name: "id", type: "N" }],
    hashKey: "id",
    pointInTimeRecovery: { enabled: true },
    streamEnabled: true,
  });
  const source = stateOf(table, "name");
  beforeEach(async () => {
    cloud = await startCloud({ region: "us-east-1", restoresTables: true });
    await cloud.resources.create(table);
    client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud)));
  });
  afterEach(async () => {
    client.destroy();
    await cloud.stop();
  });

  const put = (id: number) => client.send(new PutCommand({ TableName: source, Item: { id } }));
  const restore = (RestoreDateTime?: Date) =>
    client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: source,
        TargetTableName: "restored",
        ...(RestoreDateTime ? { RestoreDateTime } : { UseLatestRestorableTime: true }),
      }),
    );
  const items = async (TableName: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.sort((a, b) => Number(a["id"]) - Number(b["id"]));
  };
  const passedSecond = async (): Promise<Date> => {
    const second = Math.ceil(Date.now() / 1000) * 1000;
    await eventually("the second has passed", () => Date.now() > second + 1);
    return new Date(second);
  };

  it("restores the items of an instant, after every kind of write", async () => {
    await put(1);
    await client.send(new BatchWriteCommand({ RequestItems: { [source]: [2, 3].map(toPut) } }));
    await client.send(new DeleteCommand({ TableName: source, Key: { id: 3 } }));
    await client.send(
      new UpdateCommand({
        TableName: source,
        Key: { id: 1 },
        UpdateExpression: "SET note = :note",
        ExpressionAttributeValues: { ":note": "first" },
      }),
    );
    const instant = await passedSecond();
    await put(4);
    await client.send(new DeleteCommand({ TableName: source, Key: { id: 2 } }));
    await restore(instant);
    assert.deepEqual(await items("restored"), [{ id: 1, note: "first" }, { id: 2 }]);
    assert.deepEqual(await items(source), [{ id: 1, note: "first" }, { id: 4 }]);
  });

  const toPut = (id: number) => ({ PutRequest: { Item: { id } } });

  it("restores a table without recovery, stream and tags of its own", async () => {
    await restore();
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "restored" }));
    assert.equal(Table?.StreamSpecification, undefined);
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: "restored" }),
    );
    const { PointInTimeRecoveryStatus } = backups?.PointInTimeRecoveryDescription ?? {};
    assert.equal(PointInTimeRecoveryStatus, "DISABLED");
    const { inputs = {} } = cloud.resources.find(type, "restored") ?? {};
    assert.deepEqual(Object.keys(inputs).sort(), ["attributes", "hashKey", "name"]);
  });

  it("refuses an instant before the recovery began, and a table without recovery", async () => {
    await assert.rejects(restore(new Date(0)), { name: "InvalidRestoreTimeException" });
    const state = { ...table.state, pointInTimeRecovery: { enabled: false } };
    await cloud.resources.update({ ...table, state });
    await assert.rejects(restore(), { name: "PointInTimeRecoveryUnavailableException" });
  });

  describe("to another region", () => {
    let other: Cloud;
    let inOther: DynamoDBDocumentClient;
    beforeEach(async () => {
      const tables = { restoresTables: true, otherRegions: [cloud] };
      other = await startCloud({ region: "eu-west-1", ...tables });
      inOther = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(other)));
    });
    afterEach(async () => {
      inOther.destroy();
      await other.stop();
    });
    const restoreFrom = (SourceTableArn: string) =>
      inOther.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableArn,
          TargetTableName: "restored",
          UseLatestRestorableTime: true,
        }),
      );
    const arnOf = async (TableName: string): Promise<string> => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return Table?.TableArn ?? "";
    };

    it("restores a table that its ARN names, and leaves the region of the source as it is", async () => {
      await put(1);
      await restoreFrom(await arnOf(source));
      const { Items } = await inOther.send(new ScanCommand({ TableName: "restored" }));
      assert.deepEqual(Items, [{ id: 1 }]);
      const restored = other.resources.find(type, "restored");
      assert.deepEqual(Object.keys(restored?.inputs ?? {}).sort(), [
        "attributes",
        "hashKey",
        "name",
      ]);
      assert.match(String(restored?.state["arn"]), /:eu-west-1:/);
      assert.equal(cloud.resources.find(type, "restored"), undefined);
    });

    it("refuses a table of a region that has no such table, or that nobody knows", async () => {
      const arn = await arnOf(source);
      for (const unknown of [arn.replace("us-east-1", "eu-west-1"), arn.replace("us-", "ap-")])
        await assert.rejects(restoreFrom(unknown), {
          name: "PointInTimeRecoveryUnavailableException",
        });
    });
  });

  it("forgets a table that a request deletes", async () => {
    await client.send(new DeleteTableCommand({ TableName: source }));
    assert.equal(cloud.resources.find(type, source), undefined);
  });
});
