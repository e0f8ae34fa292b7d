import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { Failure } from "../domain/failure";
import { reasonAttribute } from "../domain/orderMessage";
import type { OrderQueueConsumer, ReceivedMessage } from "../ports";
import { awsCall } from "./awsCall";
import { chunksOf } from "./chunksOf";
import { sqsClient } from "./sqsClient";

/** SQS hides a message for at most 12 hours from its receipt, and refuses a longer timeout. */
const maxVisibilitySeconds = 12 * 60 * 60 - 15 * 60;

/** The longest delay of a message that is sent. */
const maxDelaySeconds = 15 * 60;

/** `ReceiveMessage` returns at most 10, `DeleteMessageBatch` takes at most 10. */
const messagesPerCall = 10;

/** The Orders queue and its dead-letter queue, for their consumer. */
export const orderQueueConsumer = (
  queueUrl: string,
  deadLetterQueueUrl: string,
): OrderQueueConsumer => {
  const client = sqsClient();

  /** A 200 of SQS can name messages that were not deleted. */
  const deleteBatch = async (messages: readonly ReceivedMessage[]): Promise<void> => {
    const remove = new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ receiptHandle }, n) => ({
        Id: String(n),
        ReceiptHandle: receiptHandle,
      })),
    });
    const { Failed = [] } = await awsCall("Deleting messages", () => client.send(remove));
    if (Failed.length === 0) return;
    throw new Failure("aws.failed", `The Orders queue did not delete ${Failed.length} messages`);
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

    async delete(messages) {
      for (const some of chunksOf(messagesPerCall, messages)) await deleteBatch(some);
    },

    async retryAfter({ receiptHandle }, seconds) {
      const hide = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, maxVisibilitySeconds),
      });
      await awsCall("Delaying a message", () => client.send(hide).catch(unlessGone));
    },

    async requeue({ body, isRedriven }, seconds) {
      const attribute = { [reasonAttribute]: textAttribute("requeued") };
      await awsCall("Requeuing a message", () =>
        client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            DelaySeconds: Math.min(seconds, maxDelaySeconds),
            MessageAttributes: isRedriven ? attribute : undefined,
          }),
        ),
      );
    },

    async deadLetter({ body, messageId, receiveCount }, { code, message }) {
      await awsCall("Dead-lettering a message", () =>
        client.send(
          new SendMessageCommand({
            QueueUrl: deadLetterQueueUrl,
            MessageBody: body,
            MessageAttributes: {
              [reasonAttribute]: textAttribute(code),
              explanation: textAttribute(message),
              messageId: textAttribute(messageId),
              receives: { DataType: "Number", StringValue: String(receiveCount) },
            },
          }),
        ),
      );
    },
  };
};

const textAttribute = (value: string) => ({ DataType: "String", StringValue: value });

const toReceivedMessage = (message: Message): ReceivedMessage => ({
  messageId: message.MessageId ?? "",
  receiptHandle: message.ReceiptHandle ?? "",
  body: message.Body ?? "",
  receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
  isRedriven: reasonAttribute in (message.MessageAttributes ?? {}),
});

/**
 * SQS's errors for a message that was deleted through another receipt, or is visible again. The usual
 * one comes under a name that SQS gives to any invalid value.
 */
const gone = new Set(["MessageNotInflight", "ReceiptHandleIsInvalid"]);
const goneInWords = /\bMessage does not exist\b/;

const isGone = ({ name, message }: Error): boolean =>
  gone.has(name) || (name.startsWith("InvalidParameterValue") && goneInWords.test(message));

const unlessGone = (error: unknown): void => {
  if (!(error instanceof Error && isGone(error))) throw error;
};
