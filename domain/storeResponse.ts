import { optional, string, type, unknown } from "superstruct";
import { Failure } from "./failure";
import {
  backoffMs,
  classify,
  type Headers,
  type Random,
  requestedWaitMs,
  throttleMs,
} from "./httpBackoff";
import { parseJson } from "./parseJson";
import { matches } from "./validation";

/** A response of the store, as HTTP brought it. */
export interface StoreResponse {
  readonly status: number;
  readonly header: Headers;
  readonly text: string;
  /** The limit in bytes that the body exceeds, so that no text was read. */
  readonly exceeds?: number;
}

/** What the store returned. */
export interface StoreResult {
  /** Parsed JSON; undefined for a 204 and a 404. */
  readonly body: unknown;
  readonly found: boolean;
  /** Characters of the body. */
  readonly length: number;
  /** The store's own clock. */
  readonly date?: Date;
}

export type ResponseOutcome =
  | { readonly kind: "result"; readonly result: StoreResult }
  | { readonly kind: "retry"; readonly failure: Failure; readonly afterMs: number }
  /** The token may have been rotated. */
  | { readonly kind: "unauthorized"; readonly failure: Failure }
  | { readonly kind: "rejected"; readonly failure: Failure };

/** Interprets the response to one attempt (from 1) of `request`, as in "GET /v2/orders"; never assumes JSON. */
export const interpretResponse = (
  request: string,
  response: StoreResponse,
  attempt: number,
  random: Random,
): ResponseOutcome => {
  const { status, header } = response;
  const answered = `${request} was answered ${status}`;
  switch (classify(status)) {
    case "success":
      return interpretBody(answered, response, attempt, random);
    case "not-found":
      return {
        kind: "result",
        result: { body: undefined, found: false, length: 0, date: dateIn(header) },
      };
    case "throttled":
      return throttled(answered, throttleMs(header, attempt, random));
    case "transient":
      return transientFailure(answered, attempt, random, { askedMs: requestedWaitMs(header) });
    case "unauthorized": {
      const why = `${answered}: the access token is not accepted`;
      return { kind: "unauthorized", failure: new Failure("store.unauthorized", why) };
    }
    case "rejected": {
      const reasons = [...redirectIn(response), ...reasonsIn(response.text)];
      const why = [answered, ...reasons].join(": ");
      const failure = new Failure("store.rejected", why, { httpStatus: status });
      // A store that is closed for maintenance may redirect to a page that says so.
      return isRedirect(status)
        ? { kind: "retry", failure, afterMs: backoffMs(attempt, random) }
        : { kind: "rejected", failure };
    }
  }
};

/** An attempt without a response, or without a usable one; the store may have asked for a wait. */
export const transientFailure = (
  why: string,
  attempt: number,
  random: Random,
  { askedMs, cause }: { readonly askedMs?: number; readonly cause?: unknown } = {},
): ResponseOutcome => ({
  kind: "retry",
  failure: new Failure("store.unavailable", why, { retryAfterMs: askedMs, cause }),
  afterMs: Math.max(backoffMs(attempt, random), askedMs ?? 0),
});

const throttled = (answered: string, retryAfterMs: number): ResponseOutcome => ({
  kind: "retry",
  failure: new Failure("store.throttled", answered, { retryAfterMs }),
  afterMs: retryAfterMs,
});

/** A 200 that is not JSON comes from a proxy in between, and may be gone at the next attempt. */
const interpretBody = (
  answered: string,
  { status, header, text, exceeds }: StoreResponse,
  attempt: number,
  random: Random,
): ResponseOutcome => {
  const date = dateIn(header);
  if (status === 204)
    return { kind: "result", result: { body: undefined, found: true, length: 0, date } };
  if (exceeds !== undefined) {
    const failure = new Failure("payload.tooLarge", `${answered} with more than ${exceeds} bytes`);
    return { kind: "rejected", failure };
  }
  const body = parseJson(text);
  if (body !== undefined)
    return { kind: "result", result: { body, found: true, length: text.length, date } };
  const why = `${answered} with ${text.length} characters that are not JSON`;
  return transientFailure(why, attempt, random);
};

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** Names the host alone: the path and query of a redirect may hold anything. */
const redirectIn = ({ status, header }: StoreResponse): string[] => {
  if (!isRedirect(status)) return [];
  const location = header("location") ?? "";
  return [`a redirect to ${URL.canParse(location) ? new URL(location).host : "another path"}`];
};

const Refusal = type({ title: string(), errors: optional(unknown()) });

/**
 * V3 names in `title` and `errors` the field that it refuses, never the field's value. V2 may repeat what
 * was sent, so nothing of a V2 body is passed on.
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
