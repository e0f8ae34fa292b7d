import type { HttpRequest } from "../../../adapters/httpTransport";
import type { StoreResponse } from "../../../simulator/api/httpMessages";
import type { SimulatedStore } from "../../../simulator/simulatedStore";
import type { SimulationContext } from "../../engine/simulationContext";
import type { MemoryCloud } from "../../service/memory/memoryCloud";
import { chunkedParts } from "./chunkedParts";
import type { Exchange, History, StatusWrite } from "./history";
import { newExchange, type Sender } from "./newExchange";
import { orderIdInPath } from "./orderIdIn";

/** Observes the requests and responses between service and store, and appends them to the history. */
export interface StoreObserver {
  readonly requestSent: (request: HttpRequest, sender: Sender) => Exchange;
  readonly requestArrived: (exchange: Exchange) => void;
  readonly requestProcessed: (exchange: Exchange, response: StoreResponse) => void;
  readonly responseReceived: (exchange: Exchange, response: StoreResponse) => void;
  readonly requestFailed: (exchange: Exchange, reason: string) => void;
}

export interface StoreObserverParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly cloud: Pick<MemoryCloud, "records" | "chunks">;
  readonly history: History;
  /** Whether other apps use the quota now. */
  readonly isQuotaContended: () => boolean;
  readonly isOutage: () => boolean;
}

const fieldsIn = (body: string | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(body ?? "{}") as Record<string, unknown>;

interface ListedOrder {
  readonly id: number;
  readonly statusId: number;
  readonly isDigital: boolean;
  readonly modifiedAt: number;
}

/** Matches the fields in the order in which the store writes them; parsing the JSON takes ten times as long. */
const orderPattern =
  /\{"id":(\d+),"customer_id":\d+,[^{}]*?"date_modified":"([^"]+)"[^{}]*?"status_id":(\d+),.*?"order_is_digital":(true|false)/g;

/** The orders in a response. */
const ordersIn = (body: string): ListedOrder[] =>
  [...body.matchAll(orderPattern)].map(([, id, modified = "", statusId, isDigital]) => ({
    id: Number(id),
    statusId: Number(statusId),
    isDigital: isDigital === "true",
    modifiedAt: Date.parse(modified),
  }));

const quotaIn = ({ headers }: StoreResponse, at: number): Exchange["quota"] => {
  const remaining = headers["x-rate-limit-requests-left"];
  if (remaining === undefined) return undefined;
  return {
    remaining: Number(remaining),
    limit: Number(headers["x-rate-limit-requests-quota"]),
    resetAt: at + Number(headers["x-rate-limit-time-reset-ms"]),
  };
};

/** Excludes the lists of a poll, which decide nothing: `processOrders` reads each order again. */
const isReading = (path: string): boolean =>
  /^\/v2\/orders\/\d+(\?|$)/.test(path) ||
  (path.startsWith("/v2/orders?") && path.includes("max_id"));

export const storeObserver = (parts: StoreObserverParts): StoreObserver => {
  const { clock, store, cloud, history, trace, faultInjector } = parts;
  const writes = new Map<Exchange, StatusWrite>();

  const observeWrite = (exchange: Exchange, orderId: number, body: string | undefined): void => {
    const { invocation, method, sentAt } = exchange;
    const fields = fieldsIn(body);
    const row = cloud.records.rows.get(orderId);
    const write: StatusWrite = {
      orderId,
      invocation,
      method,
      sentAt,
      tookEffect: false,
      fields: Object.keys(fields),
      target: fields["status_id"],
      row,
      chunked: row && chunkedParts(cloud.chunks, row),
      lines: store.order(orderId)?.lines ?? 0,
    };
    writes.set(exchange, write);
    history.statusWrites.push(write);
  };

  const observeReadings = (exchange: Exchange, response: StoreResponse): void => {
    if (!isReading(exchange.path) || response.status !== 200 || response.networkFault) return;
    const { invocation, sentAt: requestedAt, processedAt = requestedAt } = exchange;
    const respondedAt = clock.now();
    const isById = orderIdInPath(exchange.path) !== undefined;
    for (const { id: orderId, statusId, isDigital, modifiedAt } of ordersIn(response.body)) {
      const reading = { orderId, invocation, statusId, isDigital, isById, modifiedAt };
      history.readings.push({ ...reading, requestedAt, processedAt, respondedAt });
    }
  };

  const line = ({ method, path }: Exchange): string => `${method} ${path.slice(0, 80)}`;

  return {
    requestSent(request, sender) {
      const exchange = newExchange(request, sender, clock.now());
      history.exchanges.push(exchange);
      const orderId = request.method === "GET" ? undefined : orderIdInPath(exchange.path);
      if (orderId) observeWrite(exchange, orderId, request.body);
      return exchange;
    },

    requestArrived(exchange) {
      exchange.processedAt = clock.now();
      exchange.isQuotaContended = parts.isQuotaContended();
      exchange.isOutage = parts.isOutage();
      const write = writes.get(exchange);
      if (!write) return;
      write.processedAt = clock.now();
      write.statusBefore = store.statusOf(write.orderId);
    },

    requestProcessed(exchange, { status, headers }) {
      exchange.status = status;
      const isExhausted = status === 429 && !exchange.isOutage && !exchange.fault;
      if (isExhausted && headers["x-rate-limit-requests-left"])
        faultInjector.count("quota exhausted");
      else if (isExhausted) faultInjector.count("quota exhausted, no headers");
      if (status === 401) faultInjector.count("old token rejected");
      const write = writes.get(exchange);
      const lastChange = write && store.history(write.orderId).at(-1);
      if (write)
        write.tookEffect =
          lastChange?.by === "api" && Date.parse(lastChange.at) === store.clock.now();
    },

    responseReceived(exchange, response) {
      exchange.respondedAt = exchange.endedAt = clock.now();
      const isAbsurd = exchange.fault === "store sent absurd headers";
      exchange.quota = isAbsurd ? undefined : quotaIn(response, clock.now());
      observeReadings(exchange, response);
      const orderId = orderIdInPath(exchange.path);
      trace.add(exchange.invocation, `${line(exchange)} → ${response.status}`, orderId, {
        ...(exchange.fault ? { fault: exchange.fault } : {}),
        remaining: exchange.quota?.remaining,
      });
    },

    requestFailed(exchange, reason) {
      const { invocation, fault, path } = exchange;
      exchange.endedAt = clock.now();
      trace.add(invocation, `${line(exchange)} → ${reason}`, orderIdInPath(path), { fault });
    },
  };
};
