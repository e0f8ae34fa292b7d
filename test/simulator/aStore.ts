import { manualClock, type ManualClock } from "../../simulator/clock";
import type { StoreResponse } from "../../simulator/api/httpMessages";
import {
  createSimulatedStore,
  type SimulatedStore,
  type StoreOptions,
} from "../../simulator/simulatedStore";
import type { WebhookRequest } from "../../simulator/hooks/webhookSender";

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
  /** Undefined leaves a usual header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface StoreUnderTest {
  readonly store: SimulatedStore;
  readonly clock: ManualClock;
  /** Asks for a path below the store's hash, as a well-behaved client. */
  readonly request: (path: string, asking?: RequestOptions) => JsonResponse;
  /** The same, when only the parsed body matters. */
  readonly read: <T = Fields>(path: string) => T;
  /** What webhook receivers were sent, in order. */
  readonly received: WebhookRequest[];
  /** What receivers answer from now on. */
  readonly respondToWebhooks: (answer: number | Error) => void;
  /** Registers a hook and answers its id. */
  readonly createHook: (scope: string, destination?: string, headers?: Fields) => number;
}

const parsed = (text: string): unknown => {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
};

/** Generous, so that only tests of the quota meet it. */
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
    const answer = store.handle({
      method,
      path: `/stores/${storeHash}${path}`,
      headers: { ...usual, ...headers },
      body: text,
    });
    return { ...answer, json: parsed(answer.body) };
  };

/** A store whose clock stands still, with receivers that note what they are sent. */
export const aStore = (options: Partial<StoreOptions> = {}): StoreUnderTest => {
  const clock = manualClock();
  const received: WebhookRequest[] = [];
  let answer: number | Error = 200;
  const sendWebhook = async (request: WebhookRequest): Promise<number> => {
    received.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
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
    respondToWebhooks: (changed) => void (answer = changed),
    createHook(scope, destination = "https://receiver.example.com/hooks", headers) {
      const body = { scope, destination, headers: headers ?? null };
      const { json } = request("/v3/hooks", { method: "POST", body });
      return Number(((json as Fields)["data"] as Fields)["id"]);
    },
  };
};

/** Ids of a list, `[]` for 204. */
export const idsOf = ({ json }: JsonResponse): number[] =>
  ((json ?? []) as { id: number }[]).map(({ id }) => id);
