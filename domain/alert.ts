import { type Failure, type FailureCode, formerCodes } from "./failure";
import type { OrderMessage } from "./orderMessage";

/** A message to an operator: what happened, to which orders, what to do next. */
export interface Alert {
  /** Alerts are deduplicated by cause and hour. */
  readonly cause: string;
  /** The same cause under the code's former name, by which it may have been alerted in this hour. */
  readonly formerCause?: string;
  readonly code: FailureCode;
  readonly subject: string;
  readonly body: string;
  readonly orderIds: readonly number[];
  readonly traceId: string;
}

/** What an alert links to; known only where the service is deployed. */
export interface AlertLinks {
  readonly runbooksUrl: string;
  readonly ordersQueueUrl: string;
}

const operatorActions: Record<FailureCode, string> = {
  "message.invalid":
    "Something other than this service sent a message to the Orders queue. Read the message on the dead-letter queue, then delete it.",
  "payload.invalid":
    "BigCommerce responded in a shape that this service does not know: open an issue with the field named above.",
  "payload.tooLarge":
    "BigCommerce's response exceeds what this service reads at once. Look the order up in the control panel: thousands of lines, or very long notes.",
  "order.missing": "Look the order up in the control panel. It may have been deleted.",
  "order.overwritten":
    "Look at the order in the control panel before it ships. If the order must not ship, set the status that it should have.",
  "order.unlistable":
    "Report the order to BigCommerce's support: every list that contains the order is answered with an error, to other apps as well.",
  "record.conflict": "Find out what else keeps writing to this order.",
  "record.tooLarge":
    "The order is too large for DynamoDB even when compressed. Drop fields that you do not need in domain/record.ts and deploy.",
  "store.unauthorized":
    "Make an API account with the scope Orders: modify, then `pulumi config set --secret accessToken` and `pulumi up`.",
  "store.rejected": "BigCommerce refuses this request. Look the order up in the control panel.",
  "store.throttled": "Find out which app uses up the store's API quota.",
  "store.unavailable":
    "See status.bigcommerce.com: the store does not respond, or responds with errors.",
  "store.unconfirmed":
    "Look at the order's status in the control panel: BigCommerce's response to the status change does not show the new status.",
  "store.clockSkew":
    "Ask BigCommerce's support why the `Date` of its responses is wrong: a GET of /v2/time shows the store's own time.",
  "webhook.unhealthy":
    "Find out what happened to the webhooks: whether the webhook URL responds, and who else uses this API account.",
  "webhook.unusable":
    "BigCommerce sends a webhook in a shape that this service does not know: open an issue with the field named above.",
  "deadline.exceeded": "The invocation ran out of time. Lower batchSize.",
  "aws.failed":
    "Look for the AWS error named above in the function's log; the usual cause is a missing permission or a limit.",
  unexpected:
    "This is a bug in this service. Look at the function's log, and open an issue with the error named above.",
};

/** Causes that have mostly ended by the time that the alert is read. */
const selfResolving: ReadonlySet<FailureCode> = new Set([
  "payload.invalid",
  "record.conflict",
  "store.throttled",
  "store.unavailable",
  "store.clockSkew",
  "deadline.exceeded",
]);

/** An unreadable message stays unreadable, and a status is set only once. */
const isRetryUseful = (code: FailureCode): boolean =>
  code !== "message.invalid" && code !== "order.overwritten";

const operatorAction = ({ code }: Failure, needsOperator: boolean): string => {
  const step = operatorActions[code];
  if (needsOperator) return isRetryUseful(code) ? `${step} Then redrive the order.` : step;
  return selfResolving.has(code) ? `Nothing, unless the alert repeats. If it does: ${step}` : step;
};

export interface AlertContext {
  /** The function that failed. */
  readonly source: string;
  /** What failed, as in "Order 12 was not replicated". */
  readonly summary: string;
  /** What the service does next without an operator. */
  readonly automaticAction: string;
  /** Nothing more happens until an operator acts. */
  readonly needsOperator?: boolean;
  readonly traceId: string;
  /** The orders that failed, the one of `summary` first. */
  readonly orderIds?: readonly number[];
}

/** A batch can hold a thousand orders. */
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
  const former = formerCodes[failure.code];
  const others = orderIds.length > 1 ? ` (and ${orderIds.length - 1} more)` : "";
  return {
    cause: `${source}/${failure.code}`,
    ...(former && { formerCause: `${source}/${former}` }),
    code: failure.code,
    subject: `${summary.slice(0, 80)}${others}`,
    body: [
      `${summary}.`,
      ...(orderIds.length > 1
        ? [`${orderIds.length} orders failed in the same way: ${listed(orderIds)}.`]
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

/** The runbook of a code, in docs/runbooks. */
export const runbookPage = (code: FailureCode): string =>
  `${code.replace(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

/** The text of an alert as published. */
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
    `Trace id: ${traceId}. Further alerts of this cause are suppressed for an hour.`,
  ].join("\n\n");

const retryCommand = (orderId: number, traceId: string, queueUrl: string): string => {
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1];
  return [
    `To retry order ${orderId} now:`,
    `aws sqs send-message${region ? ` --region ${region}` : ""} --queue-url ${queueUrl} --message-body '${redriveMessage(orderId, traceId)}'`,
  ].join("\n");
};

/** Trace ids come out of messages, and this command goes into an operator's shell. */
const isShellSafe = (traceId: string): boolean => /^[\w-]{1,64}$/.test(traceId);

const redriveMessage = (orderId: number, traceId: string): string => {
  const message: Partial<OrderMessage> = { v: 1, orderId, reason: "redrive" };
  return JSON.stringify(isShellSafe(traceId) ? { ...message, traceId } : message);
};
