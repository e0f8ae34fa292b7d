/** An older read decides no status: the order may have changed since. */
const freshForMs = 10_000;

/** Until when a read may decide a status. */
export const freshUntil = (readAt: Date): Date => new Date(readAt.getTime() + freshForMs);

export const isFresh = (readAt: Date, now: Date): boolean => now <= freshUntil(readAt);

/** A lease outlasts the write that it protects: a read's last fresh moment, the longest request, a margin. */
const leaseMs = freshForMs + 15_000 + 5_000;

export const leaseEnd = (claimedAt: Date): Date => new Date(claimedAt.getTime() + leaseMs);

/** How long a changed order may be missing from the store's lists, whose index lags. */
export const listLagMs = 5 * 60_000;

/** How long one request to the store may take. */
export const maxRequestMs = 15_000;

/**
 * How long a probe may take that follows a failed read. Finding an order that the store cannot render
 * takes some twenty probes, half of which may time out: all of them must fit into one poll.
 */
export const maxProbeMs = 5_000;

/**
 * How long one request to AWS may take, TLS and a cold container's slow CPU included; DynamoDB, SQS and
 * SSM respond within milliseconds. The SDK's own default is no limit, so that one connection that falls
 * silent would use up the function's time and return its messages only with their visibility timeout.
 */
export const awsRequestMs = 3_000;

/** How often the SDK sends a request; with its delays in between, a call ends within ten seconds. */
export const awsAttempts = 3;

/** Time to settle messages, write rows and send alerts after the last request to the store. */
export const settlementMs = awsAttempts * awsRequestMs + 1_000;

/** When an invocation with this much time left must have its last response from the store. */
export const storeDeadline = (now: Date, remainingMs: number): Date =>
  new Date(now.getTime() + remainingMs - settlementMs);

/** The store cuts its dates off to whole seconds. */
export const datePrecisionMs = 1_000;

/** How far apart the store's own servers may be: one dates the response, another the order or the event. */
export const storeClocksApartMs = 1_000;

/**
 * How far the store's clock may be off from ours. A larger skew is a fault that people are alerted of: at
 * five minutes receivers refuse signed webhooks (Standard Webhooks), and servers that ask for the time at
 * all are off by less.
 */
export const maxTrustedSkewMs = 5 * 60_000;

/** How long after a change BigCommerce may date the event about it. */
export const eventDateLagMs = 5_000;

/** How long an order may take to appear, or to be completed, after its first event: the waits in between. */
export const graceMinutes = [1, 3, 7, 15] as const;

/** Between looks for a missing order that are this far apart the order may have been there. */
export const maxLookGapMs = 60 * 60_000;

/** Two of our functions' clocks, and the queue's, agree to this when a wait is measured. */
export const ownClockToleranceMs = 5_000;

/**
 * The longest wait that a header of the store may ask for. A container makes no request meanwhile, and a
 * message is hidden at least as long: one absurd header must not stop either. After a longer maintenance
 * the store asks again.
 */
export const maxRequestedWaitMs = 15 * 60_000;

/** No quota window of BigCommerce is longer: plans have 30 seconds, with exceptions of minutes. */
export const maxQuotaWindowMs = 5 * 60_000;
