import type { HttpRequest, Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { StoreResponse } from "../../domain/storeResponse";
import type { StoreResponse as SimulatedResponse } from "../../simulator/api/httpMessages";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { Exchange } from "../invariants/history/history";
import type { Invocation, SimulationContext } from "../service/invocation";
import { drawRequestFault, type RequestFault } from "./requestFault";
import type { StoreObserver } from "../invariants/history/storeObserver";

export interface StoreTransportParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly observer: StoreObserver;
  readonly isOutage: () => boolean;
  /** Staff that happens to act on an order just now. */
  readonly interfere: (orderId: number) => void;
  /** How long each request takes; tens of milliseconds, by chance, if absent. */
  readonly latencyMs?: number;
}

const noAnswer = (how: string): Failure => new Failure("store.unavailable", `no answer: ${how}`);

const toStoreResponse = ({ status, headers, body }: SimulatedResponse): StoreResponse => ({
  status,
  header: (name) => headers[name],
  text: body,
});

const statusPath = /^\/stores\/\w+\/v2\/orders\/(\d+)$/;

/** Hands a request to the store, which treats it as the mishap says. */
const handOver = (
  { store, faultInjector, observer, interfere }: StoreTransportParts,
  { method, url, headers, body }: HttpRequest,
  { exchange, mishap }: { readonly exchange: Exchange; readonly mishap: RequestFault | undefined },
): SimulatedResponse => {
  const path = url.replace(/^https:\/\/[^/]+/, "");
  const [, id] = (method === "PUT" && statusPath.exec(path)) || [];
  if (id && faultInjector.injects("staff acted between reading and writing")) interfere(Number(id));
  const disarm = mishap?.rule && store.injectFault(mishap.rule);
  observer.requestArrived(exchange);
  const response = store.handle({ method, path, headers, body });
  disarm?.();
  observer.requestProcessed(exchange, response);
  return response;
};

/** How long a request, or its answer, is under way: tens of milliseconds, and now and then seconds. */
const legMs = ({ random, faultInjector, latencyMs }: StoreTransportParts): number => {
  if (latencyMs !== undefined) return latencyMs / 2;
  return faultInjector.climate() !== "calm" && random.chance(0.01)
    ? random.integer(100, 9_000)
    : random.integer(10, 60);
};

/** Requests of one container, over a network that may lose, cut or delay them. */
export const storeTransport =
  (parts: StoreTransportParts, container: string, current: () => Invocation): Transport =>
  async (request) => {
    const { faultInjector, random, observer, isOutage } = parts;
    const invocation = current();
    const exchange = observer.requestSent(request, { container, invocation });
    const mishap = isOutage() ? undefined : drawRequestFault(faultInjector, random);
    const up = legMs(parts);
    await invocation.crashPoint("before", "store");
    if (up >= request.timeoutMs || (mishap && !mishap.rule))
      return timeOut(parts, exchange, invocation, request.timeoutMs);
    await invocation.sleep(up);
    exchange.fault = mishap?.fault;
    const response = handOver(parts, request, { exchange, mishap });
    await invocation.crashPoint("after", "store");
    const down = response.delayMs + legMs(parts);
    if (up + down > request.timeoutMs)
      return timeOut(parts, exchange, invocation, request.timeoutMs - up);
    await invocation.sleep(down);
    if (response.networkFault === "reset" || response.networkFault === "hang") {
      observer.requestFailed(exchange, "reset");
      throw noAnswer("ECONNRESET");
    }
    observer.responseReceived(exchange, response);
    return toStoreResponse(response);
  };

const timeOut = async (
  { observer }: StoreTransportParts,
  exchange: Exchange,
  invocation: Invocation,
  ms: number,
): Promise<never> => {
  await invocation.sleep(ms);
  observer.requestFailed(exchange, "time-out");
  throw noAnswer("time-out");
};
