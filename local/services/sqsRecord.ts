import type { Fields } from "./awsService";
import { stringField } from "./awsService";
import type { QueueDefinition } from "./queues";

interface Attribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Lambda spells what SQS capitalises, and always sends both lists. */
const eventAttribute = ({ DataType, StringValue, BinaryValue }: Attribute): object => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});

const eventAttributes = (attributes: unknown): Record<string, object> =>
  Object.fromEntries(
    Object.entries((attributes ?? {}) as Readonly<Record<string, Attribute>>).map(
      ([name, value]) => [name, eventAttribute(value)],
    ),
  );

/** A received message as Lambda hands it to a function. */
export const sqsRecord = (message: Fields, queue: QueueDefinition, region: string): object => ({
  messageId: stringField(message, "MessageId"),
  receiptHandle: stringField(message, "ReceiptHandle"),
  body: stringField(message, "Body"),
  attributes: message.Attributes,
  messageAttributes: eventAttributes(message.MessageAttributes),
  md5OfBody: stringField(message, "MD5OfBody"),
  eventSource: "aws:sqs",
  eventSourceARN: queue.arn,
  awsRegion: region,
});
