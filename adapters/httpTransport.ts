import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import fetch, { FetchError, type Response } from "node-fetch";
import { Failure } from "../domain/failure";
import type { StoreResponse } from "../domain/storeResponse";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Of the response's body, decompressed. */
  readonly maxBytes: number;
}

/** Sends one request and reads the whole response. @throws Failure `store.unavailable` without a response */
export type Transport = (request: HttpRequest) => Promise<StoreResponse>;

const agents = {
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true }),
};

/** Over the network, with keep-alive. */
export const httpTransport: Transport = async ({ url, timeoutMs, maxBytes, ...request }) => {
  try {
    const response = await fetch(url, {
      ...request,
      size: maxBytes,
      // Never followed: a redirect would carry the token to another host.
      redirect: "manual",
      agent: ({ protocol }) => (protocol === "http:" ? agents.http : agents.https),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      ...(await bodyWithin(maxBytes, response)),
    };
  } catch (error) {
    throw new Failure("store.unavailable", `no response: ${errorKind(error)}`, { cause: error });
  }
};

const bodyWithin = async (
  maxBytes: number,
  response: Response,
): Promise<Pick<StoreResponse, "text" | "exceeds">> => {
  try {
    return { text: await response.text() };
  } catch (error) {
    if (error instanceof FetchError && error.type === "max-size")
      return { text: "", exceeds: maxBytes };
    throw error;
  }
};

/** The kind of a network error; its message would repeat the URL. */
const errorKind = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "time-out";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
};
