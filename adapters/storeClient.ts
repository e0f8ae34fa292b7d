import { setTimeout } from "node:timers/promises";
import { type ClockSkew, type Exchange, measureSkew } from "../domain/clockSkew";
import { Failure, toFailure } from "../domain/failure";
import { backoffMs } from "../domain/httpBackoff";
import { maxResponseBytes } from "../domain/sizeLimits";
import {
  interpretResponse,
  type ResponseOutcome,
  type StoreResult,
  transientFailure,
} from "../domain/storeResponse";
import { maxProbeMs, maxRequestMs } from "../domain/timeLimits";
import type { Clock, Probe, Random } from "../ports";
import { httpTransport, type Transport } from "./httpTransport";
import type { ReadToken } from "./secrets";
import { type Delay, storePacing, type StorePacingSettings } from "./storePacing";

export interface StoreClientSettings extends StorePacingSettings {
  readonly apiUrl: string;
  readonly storeHash: string;
  /** Sent as `X-Auth-Client`, which only old API accounts need; empty: not sent. */
  readonly clientId: string;
  readonly token: ReadToken;
  readonly now: Clock;
  readonly random: Random;
  readonly transport?: Transport;
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly maxBytes?: number;
}

export interface StoreRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below `/stores/{hash}`. */
  readonly path: string;
  /** As in `?limit=250`, or empty. */
  readonly query?: string;
  readonly body?: unknown;
  /** What every store has: a 404 is retried, as the store may be closed for a moment, and then returned. */
  readonly isRequired?: boolean;
  /** Sent once, unless the quota refuses it; waits as for the retry that it stands for. */
  readonly probe?: Probe;
}

/** A result, when its request was sent, after all waiting, and the skew that the response's date shows. */
export type SentResult = StoreResult & { readonly sentAt: Date; readonly clockSkew?: ClockSkew };

/** For what every store has: a 404 means that the store itself is not there, or not at this path. */
export const requireFound = (request: string, result: SentResult): SentResult => {
  if (result.found) return result;
  throw notFound(request);
};

const notFound = (request: string): Failure =>
  new Failure("store.rejected", `${request}: expected a result, got 404`, { httpStatus: 404 });

/** One invocation's requests to the store: one in flight at a time, all within the deadline. */
export interface StoreClient {
  /** Waits for the quota, and retries transient failures. For reads and idempotent writes. */
  sendWithRetry(request: StoreRequest): Promise<SentResult>;
  /**
   * Sends at once or not at all, and once. For writes that rest on a read: `record.conflict` says to
   * read again, because it was too late to send, or the token was refused for the first time.
   */
  sendOnce(request: StoreRequest, notAfter: Date): Promise<SentResult>;
  /** Waits until the quota has a budget for orders to be read and written; returns how many. */
  awaitBudget(): Promise<number>;
  /** Whether a request would go out now, without a wait. */
  canSendNow(): boolean;
}

/** A read with less time than this is not sent; a write needs the whole of `maxRequestMs`, since its outcome must be known. */
const minRequestMs = 1_000;

const maxAttempts = 4;

interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  readonly notAfter?: Date;
}

type SentOutcome = ResponseOutcome & Exchange;

const toSentResult = (result: StoreResult, { sentAt, receivedAt }: Exchange): SentResult => ({
  ...result,
  sentAt,
  clockSkew: result.date && measureSkew(result.date, { sentAt, receivedAt }),
});

/** BigCommerce over HTTP: credentials, timeouts, pacing, retries. Pacing outlives the invocation. */
export const storeClient = (settings: StoreClientSettings): ((deadline: Date) => StoreClient) => {
  const { now, random, token, transport = httpTransport, wait = setTimeout } = settings;
  const { maxBytes = maxResponseBytes } = settings;
  const pacing = storePacing(settings);

  const headersWith = (accessToken: string, hasBody: boolean): Record<string, string> => ({
    Accept: "application/json",
    "X-Auth-Token": accessToken,
    ...(settings.clientId === "" ? {} : { "X-Auth-Client": settings.clientId }),
    ...(hasBody ? { "Content-Type": "application/json" } : {}),
  });

  const transmit = async (
    { method, path, query = "", body }: StoreRequest,
    accessToken: string,
    timeoutMs: number,
    attempt: number,
  ): Promise<ResponseOutcome> => {
    const request = `${method} ${path}`;
    try {
      const response = await transport({
        method,
        url: `${settings.apiUrl}/stores/${settings.storeHash}${path}${query}`,
        headers: headersWith(accessToken, body !== undefined),
        body: body === undefined ? undefined : JSON.stringify(body),
        timeoutMs,
        maxBytes,
      });
      pacing.observe(response.header);
      return interpretResponse(request, response, attempt, random);
    } catch (error) {
      const { message } = toFailure(error);
      return transientFailure(`${request} got ${message}`, attempt, random, { cause: error });
    }
  };

  return (deadline) => {
    const remainingMs = () => deadline.getTime() - now().getTime();
    /** The last response refused the token, so that the next request reads the token past its cache. */
    let isTokenRefused = false;
    /** The token was read past its cache: a further refusal is final. */
    let isTokenFresh = false;

    const waitInTime = async ({ ms, reason }: Delay): Promise<void> => {
      if (ms + minRequestMs > remainingMs()) throw reason;
      await wait(ms);
    };

    /** Waits when the store needs a pause. @throws Failure when the deadline leaves no time to wait */
    const awaitAllowed = async (): Promise<void> => {
      const delay = pacing.delayUntilAllowed();
      if (delay) await waitInTime({ ...delay, reason: delay.reason.ofUnsentRequest() });
    };

    /** Sends now, unless `notAfter` has passed or the deadline leaves no time for a response. */
    const send = async (
      request: StoreRequest,
      { number, notAfter }: Attempt,
    ): Promise<SentOutcome> => {
      const accessToken = await token({ fresh: isTokenRefused });
      if (notAfter && now() > notAfter) throw tooLate(request);
      const timeoutMs = Math.min(longestMs(request), remainingMs());
      if (timeoutMs < (notAfter ? maxRequestMs : minRequestMs)) throw outOfTime(request);
      const sentAt = now();
      const outcome = await transmit(request, accessToken, timeoutMs, number);
      const receivedAt = now();
      if (outcome.kind === "retry")
        pacing.coolDown({ ms: outcome.afterMs, reason: outcome.failure });
      isTokenFresh ||= isTokenRefused;
      isTokenRefused = outcome.kind === "unauthorized";
      return { ...outcome, sentAt, receivedAt };
    };

    /** A refused token is read past its cache, once: the token may have been rotated. */
    const attempt = async (request: StoreRequest, number: number): Promise<SentOutcome> => {
      await awaitAllowed();
      const first = await send(request, { number });
      if (first.kind !== "unauthorized" || isTokenFresh) return first;
      await awaitAllowed();
      return send(request, { number });
    };

    return {
      async sendWithRetry(request) {
        const { probe } = request;
        for (let number = 1; ; number += 1) {
          const outcome = await attempt(request, (probe?.failures ?? 0) + number);
          const isClosed = outcome.kind === "result" && !outcome.result.found && request.isRequired;
          if (isClosed && number < maxAttempts) {
            const reason = notFound(`${request.method} ${request.path}`);
            await waitInTime({ ms: backoffMs(number, random), reason });
            continue;
          }
          if (outcome.kind === "result") return toSentResult(outcome.result, outcome);
          if (outcome.kind !== "retry" || number === maxAttempts) throw outcome.failure;
          if (probe?.isSingle || (probe && outcome.failure.code === "store.unavailable"))
            throw outcome.failure;
          await waitInTime({ ms: outcome.afterMs, reason: outcome.failure });
        }
      },

      async sendOnce(request, notAfter) {
        const delay = pacing.delayUntilAllowed();
        if (delay) throw delay.reason;
        const outcome = await send(request, { number: 1, notAfter });
        if (outcome.kind === "unauthorized" && !isTokenFresh)
          throw new Failure("record.conflict", `${outcome.failure.message}, and is read again`);
        if (outcome.kind !== "result") throw outcome.failure;
        return toSentResult(outcome.result, outcome);
      },

      async awaitBudget() {
        const { orders, delay } = pacing.budget();
        if (delay) await waitInTime(delay);
        return orders;
      },

      canSendNow: () => pacing.delayUntilAllowed() === undefined,
    };
  };
};

/** A probe after a failed one stands for a smaller read, which a store that is up answers sooner. */
const longestMs = ({ probe }: StoreRequest): number =>
  probe && probe.failures > 0 ? maxProbeMs : maxRequestMs;

const tooLate = ({ method, path }: StoreRequest): Failure =>
  new Failure(
    "record.conflict",
    `${method} ${path} was not sent: the read that it rests on is stale`,
  );

const outOfTime = ({ method, path }: StoreRequest): Failure =>
  new Failure("deadline.exceeded", `No time was left for ${method} ${path}`);
