import type { HttpRequest, Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { StoreResponse } from "../../domain/storeResponse";
import type { StoreResponse as SimulatedResponse } from "../../simulator/api/httpMessages";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { SimulationContext } from "../engine/simulationContext";
import type { Exchange } from "../invariants/history/history";
import type { StoreObserver } from "../invariants/history/storeObserver";
import type { Invocation } from "../service/invocation";
import { drawRequestFault, type RequestFault } from "./requestFault";

export interface StoreTransportParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly observer: StoreObserver;
  readonly isOutage: () => boolean;
  /** Has staff act on an order between the read and the write of the service. */
  readonly interfere: (orderId: number) => void;
  /** Round trip of each request; random if absent. */
  readonly latencyMs?: number;
}

const noResponse = (reason: string): Failure =>
  new Failure("store.unavailable", `no response: ${reason}`);

const toStoreResponse = ({ status, headers, body }: SimulatedResponse): StoreResponse => ({
  status,
  header: (name) => headers[name],
  text: body,
});

const statusPath = /^\/stores\/\w+\/v2\/orders\/(\d+)$/;

/** Has the store process a request, subject to its fault. */
const deliver = (
  { store, faultInjector, observer, interfere }: StoreTransportParts,
  { method, url, headers, body }: HttpRequest,
  {
    exchange,
    requestFault,
  }: { readonly exchange: Exchange; readonly requestFault: RequestFault | undefined },
): SimulatedResponse => {
  const path = url.replace(/^https:\/\/[^/]+/, "");
  const [, id] = (method === "PUT" && statusPath.exec(path)) || [];
  if (id && faultInjector.injects("staff acted between read and write")) interfere(Number(id));
  const disarm = requestFault?.rule && store.injectFault(requestFault.rule);
  observer.requestArrived(exchange);
  const response = store.handle({ method, path, headers, body });
  disarm?.();
  observer.requestProcessed(exchange, response);
  return response;
};

/** Network latency one way, with a long tail while faults are injected. */
const oneWayMs = ({ random, faultInjector, latencyMs }: StoreTransportParts): number => {
  if (latencyMs !== undefined) return latencyMs / 2;
  return faultInjector.intensity() !== "none" && random.chance(0.01)
    ? random.integer(100, 9_000)
    : random.integer(10, 60);
};

/** The HTTP transport of one container, over a network that may lose, cut off or delay requests and responses. */
export const storeTransport =
  (parts: StoreTransportParts, container: string, current: () => Invocation): Transport =>
  async (request) => {
    const { faultInjector, random, observer, isOutage, store } = parts;
    const invocation = current();
    const exchange = observer.requestSent(request, { container, invocation });
    const requestFault = isOutage()
      ? undefined
      : drawRequestFault(faultInjector, random, store.clock.now());
    const requestMs = oneWayMs(parts);
    await invocation.crashPoint("before", "store");
    if (requestMs >= request.timeoutMs || (requestFault && !requestFault.rule))
      return timeOut(parts, exchange, invocation, request.timeoutMs);
    await invocation.sleep(requestMs);
    exchange.fault = requestFault?.fault;
    const response = deliver(parts, request, { exchange, requestFault });
    await invocation.crashPoint("after", "store");
    const responseMs = response.delayMs + oneWayMs(parts);
    if (requestMs + responseMs > request.timeoutMs)
      return timeOut(parts, exchange, invocation, request.timeoutMs - requestMs);
    await invocation.sleep(responseMs);
    if (response.networkFault !== undefined && response.networkFault !== "truncate") {
      observer.requestFailed(exchange, "reset");
      throw noResponse("ECONNRESET");
    }
    observer.responseReceived(exchange, response);
    if (response.body.length > request.maxBytes) {
      faultInjector.count("response too large");
      return { ...toStoreResponse(response), text: "", exceeds: request.maxBytes };
    }
    return toStoreResponse(response);
  };

const timeOut = async (
  { observer }: StoreTransportParts,
  exchange: Exchange,
  invocation: Invocation,
  ms: number,
): Promise<never> => {
  await invocation.sleep(ms);
  observer.requestFailed(exchange, "timeout");
  throw noResponse("timeout");
};
