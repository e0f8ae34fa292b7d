import { ChangeMessageVisibilityCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { parkedMark } from "../domain/message";
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
      const hide = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, longestInvisibleSeconds),
      });
      await awsCall("Giving a message back", () => client.send(hide).catch(unlessGone));
    },

    async park({ body, messageId, receives }, { code, message }) {
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      await awsCall("Parking a message", () =>
        client.send(
          new SendMessageCommand({
            QueueUrl: deadLetterQueueUrl,
            MessageBody: body,
            MessageAttributes: {
              [parkedMark]: text(code),
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

/** What SQS says of a message that another delivery of it deleted, or that is visible again. */
const gone = new Set(["MessageNotInflight", "ReceiptHandleIsInvalid"]);

const unlessGone = (error: unknown): void => {
  if (!(error instanceof Error && gone.has(error.name))) throw error;
};
