import { ChangeMessageVisibilityCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Deliveries } from "../ports";
import { awsCall } from "./awsCall";
import { sqsClient } from "./sqsClient";

/** A message can stay invisible for 12 hours, counted from its receipt; SQS refuses more. */
const longestInvisibleSeconds = 12 * 60 * 60 - 15 * 60;

/** The Orders queue and its dead letters, for the one who takes orders off it. */
export const deliveries = (queueUrl: string, deadLetterQueueUrl: string): Deliveries => {
  const client = sqsClient();
  return {
    async giveBack({ receiptHandle }, seconds) {
      await awsCall("Giving a message back", () =>
        client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: Math.min(seconds, longestInvisibleSeconds),
          }),
        ),
      );
    },

    async park({ body, messageId, receives }, { code, message }) {
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      await awsCall("Parking a message", () =>
        client.send(
          new SendMessageCommand({
            QueueUrl: deadLetterQueueUrl,
            MessageBody: body,
            MessageAttributes: {
              reason: text(code),
              explanation: text(message),
              messageId: text(messageId),
              receives: { DataType: "Number", StringValue: String(receives) },
            },
          }),
        ),
      );
    },
  };
};
