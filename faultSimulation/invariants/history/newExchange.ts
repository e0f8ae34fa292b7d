import type { HttpRequest } from "../../../adapters/httpTransport";
import type { Invocation } from "../../service/invocation";
import type { Exchange } from "./history";

/** Who sends a request. */
export interface Sender {
  readonly container: string;
  readonly invocation: Invocation;
}

type Asked = Pick<HttpRequest, "method" | "url" | "timeoutMs">;

/** Every field has its place from the start, in one literal: objects that grow, or are pieced together, take several times as long. */
export const newExchange = (
  { method, url, timeoutMs }: Asked,
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
