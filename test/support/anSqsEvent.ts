import type { SQSEvent, SQSRecord } from "aws-lambda";

/** A second after the time of `fakePorts`. */
const at = "2026-11-21T10:01:01.000Z";

/** A message about an order, received for the `receiveCount`th time. */
export const aRecord = (orderId: number, receiveCount = 1, body?: string): SQSRecord => ({
  messageId: `message-${orderId}`,
  receiptHandle: `receipt-${orderId}`,
  body: body ?? JSON.stringify({ v: 1, orderId, reason: "poll", traceId: `trace-${orderId}`, at }),
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: "0",
    SenderId: "x",
    ApproximateFirstReceiveTimestamp: "0",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:orders",
  awsRegion: "us-east-1",
});

export const anSqsEvent = (...records: SQSRecord[]): SQSEvent => ({ Records: records });
