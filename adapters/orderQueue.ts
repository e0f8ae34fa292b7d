import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { Failure } from "../domain/failure";
import type { OrderMessage } from "../domain/orderMessage";
import type { OrderQueue } from "../ports";
import { awsCall } from "./awsCall";
import { chunksOf } from "./chunksOf";
import { sqsClient } from "./sqsClient";

/** `SendMessageBatch` takes at most 10. */
const messagesPerCall = 10;

/** Attempts per message: SQS can accept only some of a batch. */
const maxAttempts = 3;

/** Calls in flight at once. */
const parallelCalls = 5;

/** The Orders queue, for its producers. */
export const orderQueue = (queueUrl: string): OrderQueue => {
  const client = sqsClient();

  /** Returns the messages that SQS did not accept: a 200 can name some as failed. */
  const sendBatch = async (
    messages: readonly OrderMessage[],
    delaySeconds: number,
  ): Promise<OrderMessage[]> => {
    const { Failed = [] } = await awsCall("Sending to the Orders queue", () =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: messages.map((message, n) => ({
            Id: String(n),
            MessageBody: JSON.stringify(message),
            DelaySeconds: delaySeconds,
          })),
        }),
      ),
    );
    return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);
  };

  const send = async (messages: readonly OrderMessage[], delaySeconds: number): Promise<void> => {
    let left = [...messages];
    for (let n = 0; n < maxAttempts && left.length > 0; n += 1)
      left = await sendBatch(left, delaySeconds);
    if (left.length === 0) return;
    const orderIds = left.map(({ orderId }) => orderId);
    throw new Failure("aws.failed", `The Orders queue did not accept ${left.length} messages`, {
      details: { orderIds },
    });
  };

  return {
    async send(messages, delaySeconds = 0) {
      const calls = chunksOf(messagesPerCall, messages);
      for (const some of chunksOf(parallelCalls, calls))
        await Promise.all(some.map((few) => send(few, delaySeconds)));
    },
  };
};
