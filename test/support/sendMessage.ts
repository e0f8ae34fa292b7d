import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { clientSettings } from "./clientSettings";
import type { RunningService } from "./runningService";

/** Sends a message to a queue, by logical name. */
export const sendMessage = async (
  { cloud }: RunningService,
  queue: "orders" | "orders-dead-letters",
  MessageBody: string,
): Promise<void> => {
  const client = new SQSClient({ ...clientSettings(cloud), useQueueUrlAsEndpoint: false });
  await client.send(new SendMessageCommand({ QueueUrl: cloud.queueUrl(queue), MessageBody }));
  client.destroy();
};
