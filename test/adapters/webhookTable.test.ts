import assert from "node:assert/strict";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../adapters/documentClient";
import { webhookTable } from "../../adapters/webhookTable";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { webhooksTable } from "../support/someTables";

const event = { orderId: 7, eventId: "e1", scope: "store/cart/converted", signed: false };
const at = new Date("2026-11-21T10:00:00.000Z");
const why = "a new order";

describe("webhookTable", () => {
  let aws: AwsEmulator;
  before(async () => {
    aws = await startAwsEmulator([webhooksTable()]);
  });
  after(() => aws.stop());
  const rowsOf = async (orderId: number) => {
    const { Items = [] } = await documentClient().send(
      new QueryCommand({
        TableName: aws.cloud.tableName("webhooks"),
        KeyConditionExpression: "orderId = :orderId",
        ExpressionAttributeValues: { ":orderId": orderId },
      }),
    );
    return Items;
  };
  const table = () => webhookTable(aws.cloud.tableName("webhooks"), 90);

  it("stores an event once, as it first arrived, until its retention ends", async () => {
    await table().add(event, { at, traceId: "first", why });
    await table().add(event, { at: new Date(at.getTime() + 60_000), traceId: "second", why });
    assert.deepEqual(await rowsOf(7), [
      {
        ...event,
        receivedAt: at.toISOString(),
        decision: "queued",
        why,
        traceId: "first",
        expiresAt: Date.parse("2027-02-19T10:00:00.000Z") / 1000,
      },
    ]);
  });

  it("stores every event of an order", async () => {
    await table().add({ ...event, orderId: 8 }, { at, traceId: "t", why });
    await table().add({ ...event, orderId: 8, eventId: "e2" }, { at, traceId: "t", why });
    assert.equal((await rowsOf(8)).length, 2);
  });
});
