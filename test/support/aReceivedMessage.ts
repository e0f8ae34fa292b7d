import type { ReceivedMessage } from "../../ports";

/** A message about an order, as the consumer receives it. */
export const aReceivedMessage = (
  orderId: number,
  over: Partial<ReceivedMessage> = {},
): ReceivedMessage => ({
  messageId: `message-${orderId}`,
  receiptHandle: `receipt-${orderId}`,
  body: JSON.stringify({ v: 1, orderId, reason: "poll", traceId: `trace-${orderId}` }),
  receiveCount: 1,
  isRedriven: false,
  ...over,
});
