import type { HttpRequest } from "../../../adapters/httpTransport";
import type { Invocation } from "../../service/invocation";
import type { Exchange } from "./history";

export interface Sender {
  readonly container: string;
  readonly invocation: Invocation;
}

type Request = Pick<HttpRequest, "method" | "url" | "timeoutMs">;

/** Sets every field in one literal, so that all exchanges share one hidden class: growing objects are several times slower. */
export const newExchange = (
  { method, url, timeoutMs }: Request,
  { container, invocation: { name, deadline } }: Sender,
  sentAt: number,
): Exchange => ({
  invocation: name,
  container,
  method,
  path: url.replace(/^https:\/\/[^/]+\/stores\/\w+/, ""),
  sentAt,
  timesOutAt: sentAt + timeoutMs,
  invocationDeadline: deadline,
  processedAt: undefined,
  respondedAt: undefined,
  endedAt: undefined,
  status: undefined,
  fault: undefined,
  quota: undefined,
  isQuotaContended: undefined,
  isOutage: undefined,
});
