import { optional, string, type, unknown } from "superstruct";
import { matches } from "./validation";
import { Failure } from "./failure";
import { parseJson } from "./parseJson";
import { backoffMs, classify, type Headers, type Random, throttleMs } from "./backoff";

/** What came back over HTTP. */
export interface StoreResponse {
  readonly status: number;
  readonly header: Headers;
  readonly text: string;
}

/** What the store said. */
export interface StoreResult {
  /** Parsed JSON; undefined for a 204 and a 404. */
  readonly body: unknown;
  readonly found: boolean;
  /** The store's own clock. */
  readonly date?: Date;
}

/** What a reply comes to. */
export type ResponseOutcome =
  | { readonly kind: "result"; readonly answer: StoreResult }
  /** Worth another try, so many milliseconds later. */
  | { readonly kind: "retry"; readonly failure: Failure; readonly afterMs: number }
  /** Perhaps the token was rotated. */
  | { readonly kind: "unauthorized"; readonly failure: Failure }
  | { readonly kind: "rejected"; readonly failure: Failure };

/** Reads a reply to the `attempt`th sending of `request` (as in "GET /v2/orders"); never trusts that it is JSON. */
export const interpretResponse = (
  request: string,
  reply: StoreResponse,
  attempt: number,
  random: Random,
): ResponseOutcome => {
  const { status, header } = reply;
  const answered = `${request} was answered ${status}`;
  switch (classify(status)) {
    case "success":
      return readBody(answered, reply, attempt, random);
    case "not-found":
      return { kind: "result", answer: { body: undefined, found: false, date: dateIn(header) } };
    case "throttled":
      return throttled(answered, throttleMs(header, attempt, random));
    case "transient":
      return transientFailure(answered, attempt, random);
    case "unauthorized": {
      const why = `${answered}: the access token is not accepted`;
      return { kind: "unauthorized", failure: new Failure("store.unauthorized", why) };
    }
    case "rejected": {
      const why = [answered, ...reasonsIn(reply.text)].join(": ");
      return {
        kind: "rejected",
        failure: new Failure("store.rejected", why, { httpStatus: status }),
      };
    }
  }
};

/** A try that got no answer, or none that can be used. */
export const transientFailure = (
  why: string,
  attempt: number,
  random: Random,
  cause?: unknown,
): ResponseOutcome => ({
  kind: "retry",
  failure: new Failure("store.unavailable", why, { cause }),
  afterMs: backoffMs(attempt, random),
});

const throttled = (answered: string, retryAfterMs: number): ResponseOutcome => ({
  kind: "retry",
  failure: new Failure("store.throttled", answered, { retryAfterMs }),
  afterMs: retryAfterMs,
});

/** A 200 that is not JSON comes from something in between, and may be gone at the next try. */
const readBody = (
  answered: string,
  { status, header, text }: StoreResponse,
  attempt: number,
  random: Random,
): ResponseOutcome => {
  const date = dateIn(header);
  if (status === 204) return { kind: "result", answer: { body: undefined, found: true, date } };
  const body = parseJson(text);
  if (body !== undefined) return { kind: "result", answer: { body, found: true, date } };
  return transientFailure(
    `${answered} with ${text.length} characters that are not JSON`,
    attempt,
    random,
  );
};

const Refusal = type({ title: string(), errors: optional(unknown()) });

/**
 * V3 says in `title` and `errors` which field it does not take, and never what stood in it. V2 may
 * repeat what was sent, so nothing of it is passed on.
 */
const reasonsIn = (text: string): string[] => {
  const refusal = parseJson(text);
  if (!matches(refusal, Refusal)) return [];
  const reasons = [refusal.title, ...(refusal.errors ? [JSON.stringify(refusal.errors)] : [])];
  return reasons.map((reason) => reason.slice(0, 200));
};

const dateIn = (header: Headers): Date | undefined => {
  const date = new Date(header("date") ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
};
