import assert from "node:assert/strict";
import { type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { circuitTable } from "../../adapters/circuitTable";
import { documentClient } from "../../adapters/documentClient";
import { jobTable } from "../../adapters/jobTable";
import { orderQueue } from "../../adapters/orderQueue";
import { orderQueueConsumer } from "../../adapters/orderQueueConsumer";
import { missingOrders } from "../../adapters/missingOrders";
import { ownEvents } from "../../adapters/ownEvents";
import { sqsClient } from "../../adapters/sqsClient";
import { topicSubscriptions } from "../../adapters/topicSubscriptions";
import { webhookTable } from "../../adapters/webhookTable";
import { type ContractsCloud, startContractsCloud } from "../support/contractsCloud";
import { describeJobs } from "./jobs";
import { describeOrdersQueue } from "./ordersQueue";
import { describeMissingOrders } from "./missingOrders";
import { describeOwnEvents } from "./ownEvents";
import { describeStoreCircuit } from "./storeCircuit";
import { describeSubscriptions } from "./subscriptions";
import { describeWebhookEvents } from "./webhookEvents";

const rowsOf = async (TableName: string, key: string, value: string | number) => {
  const query = new QueryCommand({
    TableName,
    KeyConditionExpression: "#key = :value",
    ExpressionAttributeNames: { "#key": key },
    ExpressionAttributeValues: { ":value": value },
    ConsistentRead: true,
  });
  return (await documentClient().send(query)).Items ?? [];
};

const receiveFrom = async (QueueUrl: string): Promise<readonly Message[]> => {
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
  });
  return (await sqsClient().send(receive)).Messages ?? [];
};

describe("the adapters to AWS", () => {
  let aws: ContractsCloud;
  before(async () => {
    aws = await startContractsCloud();
  });
  after(() => aws.stop());

  describeOrdersQueue("orderQueue and orderQueueConsumer", async () => {
    const url = await aws.createQueue("orders");
    const deadLettersUrl = await aws.createQueue("dead-letters");
    return {
      queue: orderQueue(url),
      consumer: orderQueueConsumer(url, deadLettersUrl),
      deadLetters: async () =>
        (await receiveFrom(deadLettersUrl)).map(({ Body = "", MessageAttributes }) => ({
          body: Body,
          reason: MessageAttributes?.["reason"]?.StringValue ?? "",
        })),
    };
  });

  it("recognizes a message redriven from the dead-letter queue", async () => {
    const url = await aws.createQueue("orders");
    const consumer = orderQueueConsumer(url, url);
    await orderQueue(url).send([
      { v: 1, orderId: 7, reason: "poll", traceId: "t", at: "2026-11-21" },
    ]);
    const [fresh] = await consumer.receive(10);
    assert.equal(fresh?.isRedriven, false);
    await consumer.deadLetter(fresh, { code: "order.missing", message: "Not there" });
    const [redriven] = await consumer.receive(10);
    assert.deepEqual([redriven?.isRedriven, redriven?.body], [true, fresh.body]);
  });

  describeJobs("jobTable", async () => {
    const table = await aws.createTable("jobs", ["kind", "S"], ["at", "S"]);
    return {
      jobs: jobTable(table, 90),
      polls: async () => (await rowsOf(table, "kind", "poll")).length,
    };
  });

  describeStoreCircuit("circuitTable", async () =>
    circuitTable(await aws.createTable("jobs", ["kind", "S"], ["at", "S"])),
  );

  describeMissingOrders("missingOrders", async () => {
    const jobsTable = await aws.createTable("jobs", ["kind", "S"], ["at", "S"]);
    return missingOrders({ jobsTable, retentionDays: 90, now: () => new Date() });
  });

  describeOwnEvents("ownEvents", async () => {
    const jobsTable = await aws.createTable("jobs", ["kind", "S"], ["at", "S"]);
    return ownEvents({ jobsTable, retentionDays: 90, now: () => new Date() });
  });

  describeSubscriptions("topicSubscriptions", async () =>
    topicSubscriptions({
      topicArns: {
        "application-errors": await aws.createTopic("application-errors", 2),
        "dead-letters": await aws.createTopic("dead-letters"),
      },
    }),
  );

  it("name the topic whose subscriptions cannot be counted", async () => {
    const arn = await aws.createTopic("dead-letters");
    const subscriptions = topicSubscriptions({
      topicArns: { "application-errors": arn, "dead-letters": `${arn}-missing` },
    });
    await assert.rejects(subscriptions.countConfirmed("dead-letters"), {
      code: "aws.failed",
      message: /^Counting the subscriptions of dead-letters failed: NotFound/,
    });
  });

  describeWebhookEvents("webhookTable", async () => {
    const table = await aws.createTable("webhooks", ["orderId", "N"], ["eventId", "S"]);
    return {
      events: webhookTable(table, 90),
      rows: (orderId) => rowsOf(table, "orderId", orderId),
    };
  });
});
