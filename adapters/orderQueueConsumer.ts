import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { Failure } from "../domain/failure";
import { reasonAttribute } from "../domain/message";
import type { OrderQueueConsumer, ReceivedMessage } from "../ports";
import { awsCall } from "./awsCall";
import { chunksOf } from "./chunksOf";
import { sqsClient } from "./sqsClient";

/** A message can stay invisible for 12 hours, counted from its receipt; SQS refuses more. */
const maxVisibilitySeconds = 12 * 60 * 60 - 15 * 60;

/** `ReceiveMessage` gives at most 10, `DeleteMessageBatch` takes at most 10. */
const messagesPerCall = 10;

/** The Orders queue and its dead letters, for the one who takes orders off it. */
export const orderQueueConsumer = (
  queueUrl: string,
  deadLetterQueueUrl: string,
): OrderQueueConsumer => {
  const client = sqsClient();

  /** SQS can answer 200 and yet name messages that it did not delete. */
  const deleteBatch = async (deliveries: readonly ReceivedMessage[]): Promise<void> => {
    const remove = new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: deliveries.map(({ receiptHandle }, n) => ({
        Id: String(n),
        ReceiptHandle: receiptHandle,
      })),
    });
    const { Failed = [] } = await awsCall("Removing messages", () => client.send(remove));
    if (Failed.length === 0) return;
    throw new Failure("aws.failed", `The Orders queue did not remove ${Failed.length} messages`);
  };

  return {
    async receive(most) {
      const receive = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(most, messagesPerCall),
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        MessageAttributeNames: [reasonAttribute],
      });
      const { Messages = [] } = await awsCall("Receiving messages", () => client.send(receive));
      return Messages.map(toReceivedMessage);
    },

    async delete(deliveries) {
      for (const some of chunksOf(messagesPerCall, deliveries)) await deleteBatch(some);
    },

    async retryAfter({ receiptHandle }, seconds) {
      const hide = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, maxVisibilitySeconds),
      });
      await awsCall("Giving a message back", () => client.send(hide).catch(unlessGone));
    },

    async deadLetter({ body, messageId, receiveCount }, { code, message }) {
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      await awsCall("Parking a message", () =>
        client.send(
          new SendMessageCommand({
            QueueUrl: deadLetterQueueUrl,
            MessageBody: body,
            MessageAttributes: {
              [reasonAttribute]: text(code),
              explanation: text(message),
              messageId: text(messageId),
              receives: { DataType: "Number", StringValue: String(receiveCount) },
            },
          }),
        ),
      );
    },
  };
};

const toReceivedMessage = (message: Message): ReceivedMessage => ({
  messageId: message.MessageId ?? "",
  receiptHandle: message.ReceiptHandle ?? "",
  body: message.Body ?? "",
  receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
  isRedriven: reasonAttribute in (message.MessageAttributes ?? {}),
});

/**
 * What SQS says of a message that another delivery of it deleted, or that is visible again. Its usual
 * words for it come under a name that it gives to any value it does not like.
 */
const gone = new Set(["MessageNotInflight", "ReceiptHandleIsInvalid"]);
const goneInWords = /\bMessage does not exist\b/;

const isGone = ({ name, message }: Error): boolean =>
  gone.has(name) || (name.startsWith("InvalidParameterValue") && goneInWords.test(message));

const unlessGone = (error: unknown): void => {
  if (!(error instanceof Error && isGone(error))) throw error;
};
