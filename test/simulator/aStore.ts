import type { StoreResponse } from "../../simulator/api/httpMessages";
import { manualClock, type ManualClock } from "../../simulator/clock";
import type { WebhookRequest } from "../../simulator/hooks/webhookSender";
import { parseJson } from "../../simulator/json";
import {
  createSimulatedStore,
  type SimulatedStore,
  type StoreOptions,
} from "../../simulator/simulatedStore";

export const storeHash = "abc123";
export const token = "secret";

export interface JsonResponse extends StoreResponse {
  /** The parsed body; undefined without one. */
  readonly json: unknown;
}

export type Fields = Record<string, unknown>;

export interface RequestOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** Undefined removes a usual header. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface StoreUnderTest {
  readonly store: SimulatedStore;
  readonly clock: ManualClock;
  /** Sends a request to a path after the store's hash, with the usual headers. */
  readonly request: (path: string, options?: RequestOptions) => JsonResponse;
  /** GETs a path, and returns the parsed body. */
  readonly read: <T = Fields>(path: string) => T;
  /** The webhooks that receivers got, in order. */
  readonly received: WebhookRequest[];
  /** Sets the status that receivers return, or the error of their connection. */
  readonly respondToWebhooks: (result: number | Error) => void;
  /** Registers a hook and returns its id. */
  readonly createHook: (scope: string, destination?: string, headers?: Fields) => number;
}

/** Large, so that only tests of the quota are throttled. */
const ampleQuota = { requests: 1_000_000, windowMs: 30_000 };

const requester =
  (store: SimulatedStore) =>
  (path: string, { method = "GET", body, headers }: RequestOptions = {}): JsonResponse => {
    const usual = {
      "X-Auth-Token": token,
      Accept: "application/json",
      "Content-Type": "application/json",
    };
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = store.handle({
      method,
      path: `/stores/${storeHash}${path}`,
      headers: { ...usual, ...headers },
      body: text,
    });
    return { ...response, json: response.body === "" ? undefined : parseJson(response.body) };
  };

/** A store with a manual clock, whose webhooks are recorded. */
export const aStore = (options: Partial<StoreOptions> = {}): StoreUnderTest => {
  const clock = manualClock();
  const received: WebhookRequest[] = [];
  let result: number | Error = 200;
  const sendWebhook = async (request: WebhookRequest): Promise<number> => {
    received.push(request);
    if (result instanceof Error) throw result;
    return result;
  };
  const store = createSimulatedStore({
    hash: storeHash,
    token,
    seed: 7,
    clock,
    quota: ampleQuota,
    sendWebhook,
    ...options,
  });
  const request = requester(store);
  return {
    store,
    clock,
    received,
    request,
    read: <T>(path: string) => request(path).json as T,
    respondToWebhooks: (changed) => void (result = changed),
    createHook(scope, destination = "https://receiver.example.com/hooks", headers) {
      const body = { scope, destination, headers: headers ?? null };
      const { json } = request("/v3/hooks", { method: "POST", body });
      return Number(((json as Fields)["data"] as Fields)["id"]);
    },
  };
};

/** The ids of a list; `[]` for 204. */
export const idsOf = ({ json }: JsonResponse): number[] =>
  ((json ?? []) as { id: number }[]).map(({ id }) => id);
