import { StructError } from "superstruct";

/** Why something failed. Dotted and closed: alerts are grouped, and retries decided, by code. */
export const failureCodes = [
  "message.invalid",
  "payload.invalid",
  "payload.tooLarge",
  "order.missing",
  "order.overwritten",
  "order.unlistable",
  "record.conflict",
  "record.tooLarge",
  "store.unauthorized",
  "store.rejected",
  "store.throttled",
  "store.unavailable",
  "store.unconfirmed",
  "store.clockSkew",
  "webhook.unhealthy",
  "webhook.unusable",
  "deadline.exceeded",
  "aws.failed",
  "unexpected",
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** What release 0.1.0 called these codes: marks of its alerts and its dead letters bear the old names. */
export const formerCodes: Readonly<Partial<Record<FailureCode, string>>> = {
  "record.conflict": "record.contended",
  "webhook.unhealthy": "hook.unwell",
  "deadline.exceeded": "deadline.reached",
};

/** Failures that every further order of the invocation would meet too. */
const batchWide: ReadonlySet<FailureCode> = new Set([
  "store.unauthorized",
  "store.throttled",
  "deadline.exceeded",
]);

export const stopsBatch = ({ code }: { readonly code: FailureCode }): boolean =>
  batchWide.has(code);

/** Whether the store was asked and failed, as it does for a list with an order that it cannot render. */
export const isReadFailed = ({ code, isUnsent }: Failure): boolean =>
  code === "store.unavailable" && !isUnsent;

/** Transient failures of a normal day: a retry mostly succeeds, and no alert is sent before the last one. */
const transient: ReadonlySet<FailureCode> = new Set([
  "store.throttled",
  "record.conflict",
  "order.missing",
  "deadline.exceeded",
]);

export const isTransient = ({ code }: { readonly code: FailureCode }): boolean =>
  transient.has(code);

/** More than this service reads at once: a smaller request may succeed, and the same one never. */
export const isTooLarge = ({ code }: { readonly code: FailureCode }): boolean =>
  code === "payload.tooLarge";

/** What a failure carries besides its code and message. */
export interface FailureContext {
  /** How long the store asked to wait. */
  readonly retryAfterMs?: number;
  /** `modifiedAt` of the order version that failed: a later version is worth another try. */
  readonly modifiedAt?: string;
  /** The store's response. */
  readonly httpStatus?: number;
  /** No request was sent: the pause that the store needs outlasts the invocation. */
  readonly isUnsent?: boolean;
  /** For logs alone; nothing is decided by it. Never a token, an address or an e-mail. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The only error that this service throws on purpose. */
export class Failure extends Error implements FailureContext {
  readonly retryAfterMs?: number;
  readonly modifiedAt?: string;
  readonly httpStatus?: number;
  readonly isUnsent?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: FailureCode,
    message: string,
    { cause, ...context }: FailureContext = {},
  ) {
    super(message, { cause });
    this.name = "Failure";
    Object.assign(this, context);
  }

  /** The same failure, of this version of the order or of none. */
  ofVersion(modifiedAt: string | undefined): Failure {
    return this.copyWith({ modifiedAt });
  }

  /** The same failure, of a request that was not even sent. */
  ofUnsentRequest(): Failure {
    return this.copyWith({ isUnsent: true });
  }

  private copyWith(changed: FailureContext): Failure {
    const { code, message, retryAfterMs, modifiedAt, httpStatus, isUnsent, details, cause } = this;
    const context = { retryAfterMs, modifiedAt, httpStatus, isUnsent, details, cause };
    return new Failure(code, message, { ...context, ...changed });
  }

  /** What a log line says of the failure besides its code and message. */
  get logFields(): Readonly<Record<string, unknown>> {
    const { retryAfterMs, modifiedAt, httpStatus, details } = this;
    return { ...details, retryAfterMs, modifiedAt, httpStatus };
  }
}

/** Turns any thrown value into a `Failure`, so that every log line and alert can name it. */
export const toFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof Error)) return new Failure("unexpected", String(thrown));
  const details = { thrownAt: framesOf(thrown) };
  return new Failure("unexpected", describeThrown(thrown), { details, cause: thrown });
};

/**
 * Name and message of an error of another's code. Parsers, and Node's own checks, quote what they were given,
 * which may be a secret or personal data: of these the name, and the code, say enough.
 */
export const describeThrown = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown);
  const { name, message, code } = thrown as NodeJS.ErrnoException;
  const quotes = thrown instanceof SyntaxError || thrown instanceof StructError;
  if (quotes) return `${name} of a value that is not shown`;
  return code?.startsWith("ERR_INVALID_") ? `${name} ${code}` : `${name}: ${message}`;
};

const framesLogged = 5;

/** The innermost stack frames: an unexpected error has nothing else to find it by. */
const framesOf = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .flatMap((line) => /^ +at (.+)/.exec(line)?.[1] ?? [])
    .slice(0, framesLogged);
