import { setTimeout } from "node:timers/promises";
import { Failure, toFailure } from "../domain/failure";
import {
  throttleDelayMs,
  type QuotaEstimate,
  parseQuota,
  requestBudget,
  updateEstimate,
} from "../domain/quota";
import {
  type ResponseOutcome,
  interpretResponse,
  type StoreResult,
  transientFailure,
} from "../domain/storeResponse";
import type { Clock, Random } from "../ports";
import { httpTransport, type Transport } from "./httpTransport";
import type { ReadToken } from "./secrets";

export interface StoreClientSettings {
  readonly apiUrl: string;
  readonly storeHash: string;
  /** Sent as `X-Auth-Client`, which only old API accounts need; empty: not sent. */
  readonly clientId: string;
  readonly token: ReadToken;
  /** Share of the store's quota that is left to other apps. */
  readonly quotaReservePercent: number;
  readonly now: Clock;
  readonly random: Random;
  readonly transport?: Transport;
  /** Waits so many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export interface StoreRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below `/stores/{hash}`. */
  readonly path: string;
  /** As in `?limit=250`, or empty. */
  readonly query?: string;
  readonly body?: unknown;
}

/** An answer, and when its request went out: after all waiting. */
export type SentResult = StoreResult & { readonly sentAt: Date };

/** Of what every store has; a 404 means that the store itself is not there, or not at this path. */
export const requireFound = (request: string, answer: SentResult): SentResult => {
  if (answer.found) return answer;
  throw new Failure("store.rejected", `${request}: expected an answer, got 404`, {
    httpStatus: 404,
  });
};

/** One invocation's conversation with the store: one request in flight, all within the deadline. */
export interface StoreClient {
  /** Waits for the quota, and tries again what may succeed later. For reads, and for what may be done twice. */
  sendWithRetry(request: StoreRequest): Promise<SentResult>;
  /**
   * Sends at once or not at all, and once. For writes that rest on what was read: `record.conflict`
   * says to read that again, where it was too late to send, or the token was refused for the first time.
   */
  sendOnce(request: StoreRequest, notAfter: Date): Promise<SentResult>;
  /** Waits until the quota has room for the reading of orders and for what is then written; for how many. */
  awaitBudget(): Promise<number>;
  /** Whether a request would go out now, without a wait. */
  canSendNow(): boolean;
}

const maxRequestMs = 15_000;

/** A request that could not be answered in time is not sent. */
const minRequestMs = 1_000;

const maxAttempts = 4;

/** How a request goes out: as which try, with a token read anew or not, and until when. */
interface Sending {
  readonly attempt: number;
  readonly fresh?: boolean;
  readonly notAfter?: Date;
}

/** A reading of one try, dated. */
type SentOutcome = ResponseOutcome & { readonly sentAt: Date };

/** Epoch milliseconds until which nothing is sent, and what brought that about. */
interface CoolDown {
  readonly until: number;
  readonly because: Failure;
}

/**
 * BigCommerce's HTTP side: credentials, timeouts, quota, retries. The quota that the last answer
 * showed outlives the invocation, as the container does.
 */
export const storeClient = (settings: StoreClientSettings): ((deadline: Date) => StoreClient) => {
  const { now, random, token, transport = httpTransport, wait = setTimeout } = settings;
  let quota: QuotaEstimate | undefined;
  /** After an answer that asks for it, and after none, the store is left alone for a while: by writes too. */
  let coolDown: CoolDown | undefined;

  const headersWith = (accessToken: string, hasBody: boolean): Record<string, string> => ({
    Accept: "application/json",
    "X-Auth-Token": accessToken,
    ...(settings.clientId === "" ? {} : { "X-Auth-Client": settings.clientId }),
    ...(hasBody ? { "Content-Type": "application/json" } : {}),
  });

  const coolDownAfter = (result: SentOutcome): SentOutcome => {
    if (result.kind === "retry")
      coolDown = { until: now().getTime() + result.afterMs, because: result.failure };
    return result;
  };

  /** How long the store is to be left alone, and why; undefined when a request may go out. */
  const delayUntilAllowed = (): { readonly ms: number; readonly because: Failure } | undefined => {
    const at = now().getTime();
    const restMs = coolDown ? coolDown.until - at : 0;
    const quotaMs = throttleDelayMs(quota, settings.quotaReservePercent, at);
    if (coolDown && restMs > quotaMs && restMs > 0)
      return { ms: restMs, because: coolDown.because };
    return quotaMs > 0 ? { ms: quotaMs, because: reserveReached(quotaMs) } : undefined;
  };

  /** Throws when it is time to wait and there is no time for it. */
  const quotaFree = async (waitUpTo: (ms: number, because: Failure) => Promise<void>) => {
    const due = delayUntilAllowed();
    if (due) await waitUpTo(due.ms, due.because);
  };

  return (deadline) => {
    const remainingMs = () => deadline.getTime() - now().getTime();
    let isTokenRefused = false;

    const transmit = async (
      request: StoreRequest,
      { attempt, fresh = false, notAfter }: Sending,
    ): Promise<SentOutcome> => {
      const { method, path, query = "", body } = request;
      const what = `${method} ${path}`;
      const accessToken = await token({ fresh });
      if (notAfter && now() > notAfter) throw tooLate(what);
      const timeoutMs = Math.min(maxRequestMs, remainingMs());
      if (timeoutMs < minRequestMs) throw outOfTime(what);
      const sentAt = now();
      try {
        const reply = await transport({
          method,
          url: `${settings.apiUrl}/stores/${settings.storeHash}${path}${query}`,
          headers: headersWith(accessToken, body !== undefined),
          body: body === undefined ? undefined : JSON.stringify(body),
          timeoutMs,
        });
        const shown = parseQuota(reply.header, now().getTime());
        quota = shown ? updateEstimate(quota, shown) : quota;
        return coolDownAfter({ ...interpretResponse(what, reply, attempt, random), sentAt });
      } catch (error) {
        const { message } = toFailure(error);
        return coolDownAfter({
          ...transientFailure(`${what} got ${message}`, attempt, random, error),
          sentAt,
        });
      }
    };

    /** A refused token is read anew, once: it may have been rotated. Each sending needs free quota. */
    const tryOnce = async (
      request: StoreRequest,
      attempt: number,
      free: () => Promise<void>,
    ): Promise<SentOutcome> => {
      await free();
      const first = await transmit(request, { attempt });
      if (first.kind !== "unauthorized") return first;
      await free();
      return transmit(request, { attempt, fresh: true });
    };

    const waitInTime = async (ms: number, because: Failure): Promise<void> => {
      if (ms + minRequestMs > remainingMs()) throw because;
      await wait(ms);
    };

    return {
      async sendWithRetry(request) {
        for (let attempt = 1; ; attempt += 1) {
          const result = await tryOnce(request, attempt, () => quotaFree(waitInTime));
          if (result.kind === "result") return { ...result.answer, sentAt: result.sentAt };
          if (result.kind !== "retry" || attempt === maxAttempts) throw result.failure;
          await waitInTime(result.afterMs, result.failure);
        }
      },

      async sendOnce(request, notAfter) {
        await quotaFree((_ms, because) => Promise.reject(because));
        const result = await transmit(request, { attempt: 1, fresh: isTokenRefused, notAfter });
        if (result.kind === "unauthorized" && !isTokenRefused) {
          isTokenRefused = true;
          throw new Failure("record.conflict", `${result.failure.message}, and is read anew`);
        }
        if (result.kind !== "result") throw result.failure;
        return { ...result.answer, sentAt: result.sentAt };
      },

      async awaitBudget() {
        const { orders, waitMs } = requestBudget(
          quota,
          settings.quotaReservePercent,
          now().getTime(),
        );
        if (waitMs > 0) await waitInTime(waitMs, reserveReached(waitMs));
        return orders;
      },

      canSendNow: () => delayUntilAllowed() === undefined,
    };
  };
};

const reserveReached = (retryAfterMs: number): Failure =>
  new Failure("store.throttled", "The store's API quota is used up to the reserve", {
    retryAfterMs,
  });

const tooLate = (what: string): Failure =>
  new Failure("record.conflict", `${what} was not sent: the reading that it rests on grew old`);

const outOfTime = (what: string): Failure =>
  new Failure("deadline.exceeded", `No time was left for ${what}`);
