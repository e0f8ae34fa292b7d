import type { Alert, AlertLinks } from "../../domain/alert";

/** An alert about order 7. */
export const anAlert = (over: Partial<Alert> = {}): Alert => ({
  cause: "process-orders/store.unavailable",
  code: "store.unavailable",
  subject: "Order 7 failed",
  body: "What to do",
  orderIds: [7],
  traceId: "trace-7",
  ...over,
});

export const alertLinks: AlertLinks = {
  runbooksUrl: "docs/runbooks",
  ordersQueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/orders",
};
