import type { SQSMessageAttribute, SQSRecord, SQSRecordAttributes } from "aws-lambda";
import type { Fields } from "../fields";
import { stringField } from "./awsService";
import type { QueueDefinition } from "./queues";

interface ReceivedAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Lambda changes the case of SQS's keys, and always sends both lists. */
const messageAttribute = (attribute: ReceivedAttribute): SQSMessageAttribute => {
  const { DataType, StringValue, BinaryValue } = attribute;
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
};

const messageAttributes = (attributes: unknown): SQSRecord["messageAttributes"] =>
  Object.fromEntries(
    Object.entries((attributes ?? {}) as Readonly<Record<string, ReceivedAttribute>>).map(
      ([name, attribute]) => [name, messageAttribute(attribute)],
    ),
  );

const systemAttributes = (received: unknown): SQSRecordAttributes => {
  const attributes = received as Readonly<Record<string, string>>;
  const required = (name: string): string => {
    const value = attributes[name];
    if (value === undefined) throw new Error(`A received message has no attribute ${name}`);
    return value;
  };
  return {
    ...attributes,
    ApproximateReceiveCount: required("ApproximateReceiveCount"),
    SentTimestamp: required("SentTimestamp"),
    SenderId: required("SenderId"),
    ApproximateFirstReceiveTimestamp: required("ApproximateFirstReceiveTimestamp"),
  };
};

/** A received message as Lambda passes it to a function. */
export const sqsRecord = (message: Fields, queue: QueueDefinition, region: string): SQSRecord => ({
  messageId: stringField(message, "MessageId"),
  receiptHandle: stringField(message, "ReceiptHandle"),
  body: stringField(message, "Body"),
  attributes: systemAttributes(message.Attributes),
  messageAttributes: messageAttributes(message.MessageAttributes),
  md5OfBody: stringField(message, "MD5OfBody"),
  eventSource: "aws:sqs",
  eventSourceARN: queue.arn,
  awsRegion: region,
});
