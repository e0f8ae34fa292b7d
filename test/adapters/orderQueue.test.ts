import assert from "node:assert/strict";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { orderQueue } from "../../adapters/orderQueue";
import { orderQueueConsumer } from "../../adapters/orderQueueConsumer";
import { sqsClient } from "../../adapters/sqsClient";
import type { OrderMessage } from "../../domain/orderMessage";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { startPartialSqs } from "../support/partialSqs";
import { startRefusingSqs } from "../support/refusingSqs";

const message = (orderId: number): OrderMessage => ({
  v: 1,
  orderId,
  reason: "poll",
  traceId: "t",
  at: "2026-11-21T10:00:00.000Z",
});

describe("the Orders queue", () => {
  let aws: AwsEmulator;
  before(async () => {
    const queues = ["orders", "orders-dead-letters"];
    aws = await startAwsEmulator(queues.map((name) => aResource("aws:sqs/queue:Queue", name)));
  });
  after(() => aws.stop());
  const urlOf = (name: string) => aws.cloud.queueUrl(name);

  const receive = async (QueueUrl: string, VisibilityTimeout = 30): Promise<Message[]> => {
    const { Messages = [] } = await sqsClient().send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
      }),
    );
    return Messages;
  };
  const drain = async (QueueUrl: string): Promise<Message[]> => {
    const all: Message[] = [];
    for (let some = await receive(QueueUrl); some.length > 0; some = await receive(QueueUrl)) {
      all.push(...some);
      const Entries = some.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
      await sqsClient().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    return all;
  };
  const orderIdOf = ({ Body = "" }: Message) => (JSON.parse(Body) as OrderMessage).orderId;

  it("sends any number of messages, each once", async () => {
    await orderQueue(urlOf("orders")).send(Array.from({ length: 123 }, (_, n) => message(n + 1)));
    const ids = (await drain(urlOf("orders"))).map(orderIdOf).sort((a, b) => a - b);
    assert.deepEqual(
      ids,
      Array.from({ length: 123 }, (_, n) => n + 1),
    );
  });

  it("makes no call without messages", async () => {
    await orderQueue("https://sqs.invalid/none").send([]);
  });

  it("fails when the queue does not exist", async () => {
    const sending = orderQueue("https://sqs.invalid/000000000000/none").send([message(1)]);
    await assert.rejects(sending, { code: "aws.failed" });
  });

  describe("when SQS responds 200 with failed entries", () => {
    const isOf = (orderId: number, body: string) => orderIdOf({ Body: body }) === orderId;

    it("sends only those again", async () => {
      const sqs = await startPartialSqs((body, call) => call === 1 && isOf(2, body));
      await orderQueue("https://sqs.invalid/q").send([1, 2, 3].map(message));
      assert.equal(sqs.calls(), 2);
      await sqs.stop();
    });

    it("fails after three attempts, and names the orders", async () => {
      const sqs = await startPartialSqs((body) => isOf(2, body));
      const sending = orderQueue("https://sqs.invalid/q").send([1, 2, 3].map(message));
      await assert.rejects(sending, { code: "aws.failed", details: { orderIds: [2] } });
      assert.equal(sqs.calls(), 3);
      await sqs.stop();
    });
  });

  describe("for its consumer", () => {
    const consumer = () => orderQueueConsumer(urlOf("orders"), urlOf("orders-dead-letters"));
    const receiveMessage = async () => {
      await orderQueue(urlOf("orders")).send([message(7)]);
      const [sent] = await receive(urlOf("orders"));
      assert.ok(sent);
      return {
        messageId: sent.MessageId ?? "",
        receiptHandle: sent.ReceiptHandle ?? "",
        body: sent.Body ?? "",
        receiveCount: 20,
        isRedriven: false,
      };
    };

    it("hides a retried message for the given delay", async () => {
      const received = await receiveMessage();
      await consumer().retryAfter(received, 3_600);
      assert.deepEqual(await receive(urlOf("orders")), []);
      await consumer().retryAfter(received, 0);
      assert.equal((await drain(urlOf("orders"))).length, 1);
    });

    it("caps the delay at the twelve hours that SQS allows", async () => {
      const received = await receiveMessage();
      await consumer().retryAfter(received, 13 * 3_600);
      await consumer().retryAfter(received, 0);
      await drain(urlOf("orders"));
    });

    it("ignores a message that another consumer deleted", async () => {
      const received = await receiveMessage();
      const Entries = [{ Id: "0", ReceiptHandle: received.receiptHandle }];
      const QueueUrl = urlOf("orders");
      await sqsClient().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      await consumer().retryAfter(received, 60);
      await assert.rejects(
        orderQueueConsumer("https://sqs.invalid/none", "").retryAfter(received, 60),
      );
    });

    const invalid = (why: string) =>
      `Value AQEB for parameter ReceiptHandle is invalid. Reason: ${why}`;
    const retryAgainst = async (code: string, explanation: string) => {
      const sqs = await startRefusingSqs(code, explanation);
      const received = { messageId: "m", receiptHandle: "AQEB", body: "b", receiveCount: 1 };
      try {
        await orderQueueConsumer("https://sqs.invalid/q", "").retryAfter(
          { ...received, isRedriven: false },
          60,
        );
      } finally {
        await sqs.stop();
      }
    };

    it("ignores an invalid receipt handle where the reason is a deleted message", async () => {
      const gone = "Message does not exist or is not available for visibility timeout change.";
      await retryAgainst("InvalidParameterValue", invalid(gone));
      await retryAgainst("InvalidParameterValueException", invalid(gone));
    });

    it("fails when SQS rejects a value for any other reason, and when the queue does not exist", async () => {
      const late = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].";
      await assert.rejects(
        retryAgainst("InvalidParameterValue", invalid(late)),
        /beyond the limit/,
      );
      const noQueue = "The specified queue does not exist.";
      await assert.rejects(retryAgainst("QueueDoesNotExist", noQueue), { code: "aws.failed" });
    });

    it("fails when SQS responds 200 with failed deletions", async () => {
      const sqs = await startPartialSqs(() => true);
      const done = { messageId: "m", receiptHandle: "r", body: "b", receiveCount: 1 };
      const deleting = orderQueueConsumer("https://sqs.invalid/q", "").delete([
        { ...done, isRedriven: false },
      ]);
      await assert.rejects(deleting, { code: "aws.failed", message: /did not delete 1 message/ });
      await sqs.stop();
    });

    it("dead-letters a message with its reason in attributes", async () => {
      const received = await receiveMessage();
      await consumer().deadLetter(received, {
        code: "order.missing",
        message: "The store knows no order 7",
      });
      const [letter] = await drain(urlOf("orders-dead-letters"));
      assert.equal(letter?.Body, received.body);
      const attributes = Object.entries(letter?.MessageAttributes ?? {});
      assert.deepEqual(Object.fromEntries(attributes.map(([name, a]) => [name, a.StringValue])), {
        reason: "order.missing",
        explanation: "The store knows no order 7",
        messageId: received.messageId,
        receives: "20",
      });
    });
  });
});
