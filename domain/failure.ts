/** Why something broke. Dotted and closed: alerts group by it, retries are decided by it. */
export const failureCodes = [
  "message.invalid",
  "payload.invalid",
  "order.missing",
  "order.overwritten",
  "record.conflict",
  "record.tooLarge",
  "store.unauthorized",
  "store.rejected",
  "store.throttled",
  "store.unavailable",
  "store.unconfirmed",
  "webhook.unhealthy",
  "deadline.exceeded",
  "aws.failed",
  "unexpected",
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Failures that the next order of the same invocation would only meet again. */
const batchWide: ReadonlySet<FailureCode> = new Set([
  "store.unauthorized",
  "store.throttled",
  "deadline.exceeded",
]);

export const stopsBatch = ({ code }: { readonly code: FailureCode }): boolean =>
  batchWide.has(code);

/** Failures that belong to a normal day: they end by themselves, and nobody is told unless they do not. */
const transient: ReadonlySet<FailureCode> = new Set([
  "store.throttled",
  "record.conflict",
  "order.missing",
  "deadline.exceeded",
]);

export const isTransient = ({ code }: { readonly code: FailureCode }): boolean =>
  transient.has(code);

/** The one way this code fails. `details` may be logged and mailed: never a token, an address or an e-mail in it. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = "Failure";
  }
}

/** Names whatever was thrown, so that every log line and alert can say what it is. */
export const toFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof Error)) return new Failure("unexpected", String(thrown));
  const { name, message } = thrown;
  return new Failure("unexpected", `${name}: ${message}`, { thrownAt: framesOf(thrown) }, thrown);
};

const framesLogged = 5;

/** Where it was thrown, innermost first: who reads the log has nothing else to go by. */
const framesOf = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .flatMap((line) => /^ +at (.+)/.exec(line)?.[1] ?? [])
    .slice(0, framesLogged);
