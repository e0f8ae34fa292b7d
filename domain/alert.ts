import type { Failure, FailureCode } from "./failure";
import type { OrderMessage } from "./message";

/** A message to a person: what happened, to which orders, what to do next. */
export interface Alert {
  /** Alerts of one cause are sent once an hour. */
  readonly cause: string;
  readonly code: FailureCode;
  readonly subject: string;
  readonly body: string;
  readonly orderIds: readonly number[];
  readonly traceId: string;
}

/** What an alert points to, which is known only where the service is deployed. */
export interface AlertLinks {
  readonly runbooksUrl: string;
  readonly ordersQueueUrl: string;
}

const operatorActions: Record<FailureCode, string> = {
  "message.invalid":
    "Somebody other than this service put a message on the Orders queue. Read it in the dead-letter queue, then delete it there.",
  "payload.invalid":
    "BigCommerce answered in a shape that this service does not know: open an issue with the field named above.",
  "order.missing": "Look the order up in the control panel. It was perhaps deleted.",
  "order.overwritten":
    "Look at the order in the control panel before it ships. If it is not to ship, set the status that it should have.",
  "record.conflict": "Find out what else writes to this order all the time.",
  "record.tooLarge":
    "The order is too large for DynamoDB even when compressed. Drop fields that you do not need in domain/record.ts and deploy.",
  "store.unauthorized":
    "Make an API account with the scope Orders: modify, then `pulumi config set --secret accessToken` and `pulumi up`.",
  "store.rejected": "BigCommerce refuses this request. Look the order up in the control panel.",
  "store.throttled": "Find out which app uses up the store's API quota.",
  "store.unavailable":
    "See status.bigcommerce.com: the store does not answer, or not as it should.",
  "store.unconfirmed":
    "Look at the order's status in the control panel: BigCommerce answered the status change without showing it.",
  "webhook.unhealthy":
    "Find out what happened to them: whether the webhook URL answers, and who else uses this API account.",
  "deadline.exceeded": "The invocation ran out of time. Lower batchSize.",
  "aws.failed":
    "Look at the function's log for the AWS error named above; a missing permission or a limit is the usual cause.",
  unexpected:
    "This is a fault of this service. Look at the function's log, and open an issue with the error named above.",
};

/** What mostly ends before anybody has read of it. */
const selfResolving: ReadonlySet<FailureCode> = new Set([
  "payload.invalid",
  "record.conflict",
  "store.throttled",
  "store.unavailable",
  "deadline.exceeded",
]);

/** A message that nobody can read stays so, however often it is sent, and a status is set only once. */
const isRetryUseful = (code: FailureCode): boolean =>
  code !== "message.invalid" && code !== "order.overwritten";

const operatorAction = ({ code }: Failure, needsOperator: boolean): string => {
  const step = operatorActions[code];
  if (needsOperator) return isRetryUseful(code) ? `${step} Then have it tried again.` : step;
  return selfResolving.has(code) ? `Nothing, unless this lasts. If it does: ${step}` : step;
};

export interface AlertContext {
  /** Which function met it. */
  readonly source: string;
  /** What did not come about, as in "Order 12 was not replicated". */
  readonly summary: string;
  /** What the service does about it by itself. */
  readonly automaticAction: string;
  /** Nothing more happens unless a person acts. */
  readonly needsOperator?: boolean;
  readonly traceId: string;
  /** The orders that it befell, that of `what` first. */
  readonly orderIds?: readonly number[];
}

/** So many order ids are told; a batch can hold a thousand. */
const maxListedIds = 20;

export const toAlert = (failure: Failure, context: AlertContext): Alert => {
  const {
    source,
    summary,
    automaticAction,
    traceId,
    needsOperator = false,
    orderIds = [],
  } = context;
  const others = orderIds.length > 1 ? ` (and ${orderIds.length - 1} more)` : "";
  return {
    cause: `${source}/${failure.code}`,
    code: failure.code,
    subject: `${summary.slice(0, 80)}${others}`,
    body: [
      `${summary}.`,
      ...(orderIds.length > 1
        ? [`So it went with ${orderIds.length} orders: ${listed(orderIds)}.`]
        : []),
      `Cause: ${failure.message} (${failure.code}).`,
      `What the service does: ${automaticAction}`,
      `What to do: ${operatorAction(failure, needsOperator)}`,
    ].join("\n\n"),
    orderIds,
    traceId,
  };
};

const listed = (orderIds: readonly number[]): string => {
  const left = orderIds.length - maxListedIds;
  return `${orderIds.slice(0, maxListedIds).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
};

/** The page of docs/runbooks about a code. */
export const runbookPage = (code: FailureCode): string =>
  `${code.replace(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

/** An alert as it is sent. */
export const alertText = (
  { body, code, orderIds, traceId }: Alert,
  { runbooksUrl, ordersQueueUrl }: AlertLinks,
): string =>
  [
    body,
    `Runbook: ${runbooksUrl}/${runbookPage(code)}`,
    ...(isRetryUseful(code) ? orderIds.slice(0, 1) : []).map((id) =>
      retryCommand(id, traceId, ordersQueueUrl),
    ),
    `Trace id: ${traceId}. Further alerts of this cause are held back for an hour.`,
  ].join("\n\n");

const retryCommand = (orderId: number, traceId: string, queueUrl: string): string => {
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1];
  return [
    `To have order ${orderId} tried again now:`,
    `aws sqs send-message${region ? ` --region ${region}` : ""} --queue-url ${queueUrl} --message-body '${redriveMessage(orderId, traceId)}'`,
  ].join("\n");
};

/** Trace ids come out of messages, and this one goes into somebody's shell. */
const isShellSafe = (traceId: string): boolean => /^[\w-]{1,64}$/.test(traceId);

const redriveMessage = (orderId: number, traceId: string): string => {
  const message: Partial<OrderMessage> = { v: 1, orderId, reason: "redrive" };
  return JSON.stringify(isShellSafe(traceId) ? { ...message, traceId } : message);
};
