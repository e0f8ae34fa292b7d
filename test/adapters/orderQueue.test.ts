import assert from "node:assert/strict";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { orderQueueConsumer } from "../../adapters/orderQueueConsumer";
import { orderQueue } from "../../adapters/orderQueue";
import { sqsClient } from "../../adapters/sqsClient";
import type { OrderMessage } from "../../domain/message";
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

  it("takes any number of messages, each once", async () => {
    await orderQueue(urlOf("orders")).send(Array.from({ length: 123 }, (_, n) => message(n + 1)));
    const ids = (await drain(urlOf("orders"))).map(orderIdOf).sort((a, b) => a - b);
    assert.deepEqual(
      ids,
      Array.from({ length: 123 }, (_, n) => n + 1),
    );
  });

  it("takes nothing without a call", async () => {
    await orderQueue("https://sqs.invalid/none").send([]);
  });

  it("fails when there is no such queue", async () => {
    const sending = orderQueue("https://sqs.invalid/000000000000/none").send([message(1)]);
    await assert.rejects(sending, { code: "aws.failed" });
  });

  describe("when SQS answers 200 and names messages it did not take", () => {
    const isOf = (orderId: number, body: string) => orderIdOf({ Body: body }) === orderId;

    it("offers just those again", async () => {
      const sqs = await startPartialSqs((body, call) => call === 1 && isOf(2, body));
      await orderQueue("https://sqs.invalid/q").send([1, 2, 3].map(message));
      assert.equal(sqs.calls(), 2);
      await sqs.stop();
    });

    it("fails after three offers, and names the orders", async () => {
      const sqs = await startPartialSqs((body) => isOf(2, body));
      const sending = orderQueue("https://sqs.invalid/q").send([1, 2, 3].map(message));
      await assert.rejects(sending, { code: "aws.failed", details: { orderIds: [2] } });
      assert.equal(sqs.calls(), 3);
      await sqs.stop();
    });
  });

  describe("as its consumer sees it", () => {
    const consumer = () => orderQueueConsumer(urlOf("orders"), urlOf("orders-dead-letters"));
    const deliver = async () => {
      await orderQueue(urlOf("orders")).send([message(7)]);
      const [received] = await receive(urlOf("orders"));
      assert.ok(received);
      return {
        messageId: received.MessageId ?? "",
        receiptHandle: received.ReceiptHandle ?? "",
        body: received.Body ?? "",
        receiveCount: 20,
        isRedriven: false,
      };
    };

    it("hides a message that is given back for as long as said", async () => {
      const delivery = await deliver();
      await consumer().retryAfter(delivery, 3_600);
      assert.deepEqual(await receive(urlOf("orders")), []);
      await consumer().retryAfter(delivery, 0);
      assert.equal((await drain(urlOf("orders"))).length, 1);
    });

    it("never asks for more than the twelve hours that SQS allows", async () => {
      const delivery = await deliver();
      await consumer().retryAfter(delivery, 13 * 3_600);
      await consumer().retryAfter(delivery, 0);
      await drain(urlOf("orders"));
    });

    it("takes no offence at a message that another delivery of it deleted", async () => {
      const delivery = await deliver();
      const Entries = [{ Id: "0", ReceiptHandle: delivery.receiptHandle }];
      const QueueUrl = urlOf("orders");
      await sqsClient().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      await consumer().retryAfter(delivery, 60);
      await assert.rejects(
        orderQueueConsumer("https://sqs.invalid/none", "").retryAfter(delivery, 60),
      );
    });

    const invalid = (why: string) =>
      `Value AQEB for parameter ReceiptHandle is invalid. Reason: ${why}`;
    const giveBackTo = async (code: string, explanation: string) => {
      const sqs = await startRefusingSqs(code, explanation);
      const delivery = { messageId: "m", receiptHandle: "AQEB", body: "b", receiveCount: 1 };
      try {
        await orderQueueConsumer("https://sqs.invalid/q", "").retryAfter(
          { ...delivery, isRedriven: false },
          60,
        );
      } finally {
        await sqs.stop();
      }
    };

    it("takes no offence either where SQS calls the receipt invalid because the message is gone", async () => {
      const gone = "Message does not exist or is not available for visibility timeout change.";
      await giveBackTo("InvalidParameterValue", invalid(gone));
      await giveBackTo("InvalidParameterValueException", invalid(gone));
    });

    it("fails when SQS refuses a value for any other reason, and for a queue that does not exist", async () => {
      const late = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].";
      await assert.rejects(giveBackTo("InvalidParameterValue", invalid(late)), /beyond the limit/);
      const noQueue = "The specified queue does not exist.";
      await assert.rejects(giveBackTo("QueueDoesNotExist", noQueue), { code: "aws.failed" });
    });

    it("fails when SQS answers 200 and names messages that it did not delete", async () => {
      const sqs = await startPartialSqs(() => true);
      const done = { messageId: "m", receiptHandle: "r", body: "b", receiveCount: 1 };
      const removing = orderQueueConsumer("https://sqs.invalid/q", "").delete([
        { ...done, isRedriven: false },
      ]);
      await assert.rejects(removing, { code: "aws.failed", message: /did not delete 1 message/ });
      await sqs.stop();
    });

    it("parks a message with its reason beside it", async () => {
      const delivery = await deliver();
      await consumer().deadLetter(delivery, {
        code: "order.missing",
        message: "The store knows no order 7",
      });
      const [parked] = await drain(urlOf("orders-dead-letters"));
      assert.equal(parked?.Body, delivery.body);
      const attributes = Object.entries(parked?.MessageAttributes ?? {});
      assert.deepEqual(Object.fromEntries(attributes.map(([name, a]) => [name, a.StringValue])), {
        reason: "order.missing",
        explanation: "The store knows no order 7",
        messageId: delivery.messageId,
        receives: "20",
      });
    });
  });
});
