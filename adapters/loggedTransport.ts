import { toFailure } from "../domain/failure";
import { parseQuota } from "../domain/quota";
import type { StoreResponse } from "../domain/storeResponse";
import type { Clock, Log } from "../ports";
import type { HttpRequest, Transport } from "./httpTransport";

/**
 * Logs each request to the store with its response. The request id of the invocation, which each of its
 * log lines bears, ties a request to the orders that it was for.
 */
export const loggedTransport =
  (transport: Transport, { log, now }: { readonly log: Log; readonly now: Clock }): Transport =>
  async (request) => {
    const sentAt = now();
    const fields = () => ({ ...target(request), ms: now().getTime() - sentAt.getTime() });
    try {
      const reply = await transport(request);
      log("store.responded", { ...fields(), status: reply.status, ...quotaIn(reply, sentAt) });
      return reply;
    } catch (error) {
      log("store.request-failed", { ...fields(), error: toFailure(error).message }, "warn");
      throw error;
    }
  };

/** Ids, statuses and dates, without the store's address. */
const target = ({ method, url }: HttpRequest) => {
  const { pathname, search } = new URL(url);
  return { method, path: pathname.replace(/^.*\/stores\/[^/]+/, ""), query: search };
};

const quotaIn = ({ header }: StoreResponse, now: Date): { quotaLeftPercent?: number } => {
  const quota = parseQuota(header, now.getTime());
  return quota && quota.requests > 0
    ? { quotaLeftPercent: Math.round((100 * quota.left) / quota.requests) }
    : {};
};
