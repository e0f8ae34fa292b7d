import assert from "node:assert/strict";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../adapters/documentClient";
import { jobTable } from "../../adapters/jobTable";
import { orderQueue } from "../../adapters/orderQueue";
import { orderQueueConsumer } from "../../adapters/orderQueueConsumer";
import { ownEvents } from "../../adapters/ownEvents";
import { sqsClient } from "../../adapters/sqsClient";
import { topicSubscriptions } from "../../adapters/topicSubscriptions";
import { webhookTable } from "../../adapters/webhookTable";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { describeJobs } from "./jobs";
import { describeOrdersQueue } from "./ordersQueue";
import { describeOwnEvents } from "./ownEvents";
import { describeSubscriptions } from "./subscriptions";
import { describeWebhookEvents } from "./webhookEvents";

type Key = readonly [name: string, type: "S" | "N"];

const createTable = async (TableName: string, hash: Key, range: Key): Promise<void> => {
  const create = new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [hash, range].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: [
      { AttributeName: hash[0], KeyType: "HASH" },
      { AttributeName: range[0], KeyType: "RANGE" },
    ],
  });
  await new DynamoDBClient({}).send(create);
};

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

const createQueue = async (QueueName: string): Promise<string> =>
  (await sqsClient().send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";

const receiveFrom = async (QueueUrl: string): Promise<readonly Message[]> => {
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
  });
  return (await sqsClient().send(receive)).Messages ?? [];
};

describe("the adapters to AWS", () => {
  let aws: AwsEmulator;
  let count = 0;
  const uniqueName = (name: string): string => `${name}-${(count += 1)}`;
  before(async () => {
    const topic = (name: string) => aResource("aws:sns/topic:Topic", name);
    const subscribed = topic("application-errors");
    aws = await startAwsEmulator([
      aResource("aws:sqs/queue:Queue", "orders"),
      subscribed,
      topic("dead-letters"),
      ...["ops@example.com", "owner@example.com"].map((endpoint) =>
        aResource("aws:sns/topicSubscription:TopicSubscription", endpoint, {
          topic: subscribed.id,
          protocol: "email",
          endpoint,
        }),
      ),
    ]);
  });
  after(() => aws.stop());

  describeOrdersQueue("orderQueue and orderQueueConsumer", async () => {
    const url = await createQueue(uniqueName("orders"));
    const deadLettersUrl = await createQueue(uniqueName("dead-letters"));
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
    const url = await createQueue(uniqueName("orders"));
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
    const table = uniqueName("jobs");
    await createTable(table, ["kind", "S"], ["at", "S"]);
    return {
      jobs: jobTable(table, 90),
      polls: async () => (await rowsOf(table, "kind", "poll")).length,
    };
  });

  describeOwnEvents("ownEvents", async () => {
    const jobsTable = uniqueName("jobs");
    await createTable(jobsTable, ["kind", "S"], ["at", "S"]);
    return ownEvents({ jobsTable, retentionDays: 90, now: () => new Date() });
  });

  const topicArns = () => ({
    "application-errors": aws.named("application-errors").id,
    "dead-letters": aws.named("dead-letters").id,
  });
  describeSubscriptions("topicSubscriptions", async () =>
    topicSubscriptions({ topicArns: topicArns() }),
  );

  it("name the topic whose subscriptions cannot be counted", async () => {
    const missing = `${aws.named("dead-letters").id}-missing`;
    const subscriptions = topicSubscriptions({
      topicArns: { ...topicArns(), "dead-letters": missing },
    });
    await assert.rejects(subscriptions.countConfirmed("dead-letters"), {
      code: "aws.failed",
      message: /^Counting the subscriptions of dead-letters failed: NotFound/,
    });
  });

  describeWebhookEvents("webhookTable", async () => {
    const table = uniqueName("webhooks");
    await createTable(table, ["orderId", "N"], ["eventId", "S"]);
    return {
      events: webhookTable(table, 90),
      rows: (orderId) => rowsOf(table, "orderId", orderId),
    };
  });
});
