import type { Failure, FailureCode } from "./failure";

/** A message to a person: what happened, to which order, what to do next. */
export interface Alert {
  /** Alerts of one cause are sent once an hour. */
  readonly cause: string;
  readonly subject: string;
  readonly body: string;
}

const nextSteps: Record<FailureCode, string> = {
  "message.invalid":
    "Somebody other than this service put a message on the Orders queue. Read it in the dead-letter queue, then delete it there.",
  "payload.invalid":
    "BigCommerce answered in a shape that this service does not know. It tries again by itself; if the order stays in this alert, open an issue with the field named above.",
  "order.missing":
    "Look the order up in the control panel. If it exists, send its message back from the dead-letter queue.",
  "record.contended": "Nothing to do unless this repeats: the order is tried again by itself.",
  "record.tooLarge":
    "The order is too large for DynamoDB even when compressed. Drop fields that you do not need in domain/record.ts, then send its message back from the dead-letter queue.",
  "store.unauthorized":
    "Make an API account with the scope Orders: modify, then `pulumi config set --secret accessToken …` and `pulumi up`. Waiting orders are tried again by themselves.",
  "store.rejected":
    "BigCommerce refuses this request. Look the order up in the control panel; it is tried again by itself.",
  "store.throttled":
    "Nothing to do unless this repeats: other apps use up the store's API quota. The work goes on when the quota allows.",
  "store.unavailable":
    "Nothing to do unless this lasts: BigCommerce does not answer properly (status.bigcommerce.com). The work is tried again by itself for two days.",
  "store.unconfirmed":
    "Look at the order's status in the control panel: BigCommerce answered the status change without showing it. It is tried again by itself.",
  "deadline.reached":
    "Nothing to do unless this repeats: the invocation ran out of time and the rest is tried again. If it repeats, lower batchSize.",
  "aws.failed":
    "Look at the function's log for the AWS error named above; a missing permission or a limit is the usual cause. The work is tried again by itself.",
  unexpected:
    "This is a fault of this service. Look at the function's log and open an issue with the error named above; the work is tried again by itself.",
};

interface AlertContext {
  /** Which function met it. */
  readonly source: string;
  /** What it was about to do, as in "Order 12 was not replicated". */
  readonly what: string;
  readonly traceId: string;
}

export const toAlert = (failure: Failure, { source, what, traceId }: AlertContext): Alert => ({
  cause: `${source}/${failure.code}`,
  subject: what.slice(0, 99),
  body: [
    `${what}.`,
    `Cause: ${failure.message} (${failure.code}).`,
    `Next: ${nextSteps[failure.code]}`,
    `Trace id: ${traceId}. Further alerts of this cause are held back for an hour.`,
  ].join("\n\n"),
});
