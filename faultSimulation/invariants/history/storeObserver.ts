import type { HttpRequest } from "../../../adapters/httpTransport";
import type { StoreResponse } from "../../../simulator/api/httpMessages";
import type { SimulatedStore } from "../../../simulator/simulatedStore";
import type { MemoryOrderRecords } from "../../service/memory/memoryOrderRecords";
import type { History, Exchange, StatusWrite } from "./history";
import { type Sender, newExchange } from "./newExchange";
import type { SimulationContext } from "../../engine/simulationContext";

/** Sits on the wire between service and store, and takes down what passes. */
export interface StoreObserver {
  readonly requestSent: (request: HttpRequest, by: Sender) => Exchange;
  readonly requestArrived: (exchange: Exchange) => void;
  readonly requestProcessed: (exchange: Exchange, response: StoreResponse) => void;
  readonly responseReceived: (exchange: Exchange, response: StoreResponse) => void;
  readonly requestFailed: (exchange: Exchange, how: string) => void;
}

export interface StoreObserverParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly records: MemoryOrderRecords;
  readonly history: History;
  /** Whether something other than the service uses up the quota just now. */
  readonly isQuotaContended: () => boolean;
  readonly isOutage: () => boolean;
}

const orderIdIn = (path: string): number | undefined => {
  const [, id] = /^\/v2\/orders\/(\d+)/.exec(path) ?? [];
  return id === undefined ? undefined : Number(id);
};

const fieldsIn = (body: string | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(body ?? "{}") as Record<string, unknown>;

interface ShownOrder {
  readonly id: number;
  readonly statusId: number;
  readonly isDigital: boolean;
  readonly modifiedAt: number;
}

/** Finds orders in an answer's text, in the order of fields that the store writes; parsing takes ten times as long. */
const orderPattern =
  /\{"id":(\d+),"customer_id":\d+,[^{}]*?"date_modified":"([^"]+)"[^{}]*?"status_id":(\d+),.*?"order_is_digital":(true|false)/g;

/** The orders that an answer shows, whole. */
const ordersShown = (body: string): ShownOrder[] =>
  [...body.matchAll(orderPattern)].map(([, id, modified = "", statusId, isDigital]) => ({
    id: Number(id),
    statusId: Number(statusId),
    isDigital: isDigital === "true",
    modifiedAt: Date.parse(modified),
  }));

const shownQuota = ({ headers }: StoreResponse, at: number): Exchange["quota"] => {
  const left = headers["x-rate-limit-requests-left"];
  if (left === undefined) return undefined;
  return {
    remaining: Number(left),
    limit: Number(headers["x-rate-limit-requests-quota"]),
    resetAt: at + Number(headers["x-rate-limit-time-reset-ms"]),
  };
};

/** Lists of a sweep show orders too, but decide nothing: the processor reads for itself. */
const isReading = (path: string): boolean =>
  /^\/v2\/orders\/\d+(\?|$)/.test(path) ||
  (path.startsWith("/v2/orders?") && path.includes("max_id"));

export const storeObserver = (parts: StoreObserverParts): StoreObserver => {
  const { clock, store, records, history, trace, faultInjector } = parts;
  const writes = new Map<Exchange, StatusWrite>();

  const noteWrite = (exchange: Exchange, orderId: number, body: string | undefined): void => {
    const { invocation, method, sentAt } = exchange;
    const fields = fieldsIn(body);
    const write: StatusWrite = {
      orderId,
      invocation,
      method,
      sentAt,
      tookEffect: false,
      fields: Object.keys(fields),
      target: fields["status_id"],
      row: records.rows.get(orderId),
      lines: store.order(orderId)?.lines ?? 0,
    };
    writes.set(exchange, write);
    history.statusWrites.push(write);
  };

  const noteReadings = (exchange: Exchange, response: StoreResponse): void => {
    if (!isReading(exchange.path) || response.status !== 200 || response.networkFault) return;
    const { invocation, sentAt: requestedAt, processedAt = requestedAt } = exchange;
    const respondedAt = clock.now();
    const isById = orderIdIn(exchange.path) !== undefined;
    for (const { id: orderId, statusId, isDigital, modifiedAt } of ordersShown(response.body)) {
      const shown = { orderId, invocation, statusId, isDigital, isById, modifiedAt };
      history.readings.push({ ...shown, requestedAt, processedAt, respondedAt });
    }
  };

  const line = ({ method, path }: Exchange): string => `${method} ${path.slice(0, 80)}`;

  return {
    requestSent(request, by) {
      const exchange = newExchange(request, by, clock.now());
      history.exchanges.push(exchange);
      const orderId = request.method === "GET" ? undefined : orderIdIn(exchange.path);
      if (orderId) noteWrite(exchange, orderId, request.body);
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
      const isQuota = status === 429 && !exchange.isOutage && !exchange.fault;
      if (isQuota && headers["x-rate-limit-requests-left"]) faultInjector.count("quota exhausted");
      else if (isQuota) faultInjector.count("quota exhausted, no headers");
      if (status === 401) faultInjector.count("old token rejected");
      const write = writes.get(exchange);
      const writer = write && store.history(write.orderId).at(-1);
      if (write) write.tookEffect = writer?.by === "api" && Date.parse(writer.at) === clock.now();
    },

    responseReceived(exchange, response) {
      exchange.respondedAt = exchange.endedAt = clock.now();
      exchange.quota = shownQuota(response, clock.now());
      noteReadings(exchange, response);
      const orderId = orderIdIn(exchange.path);
      trace.add(exchange.invocation, `${line(exchange)} → ${response.status}`, orderId, {
        ...(exchange.fault ? { fault: exchange.fault } : {}),
        left: exchange.quota?.remaining,
      });
    },

    requestFailed(exchange, how) {
      const { invocation, fault, path } = exchange;
      exchange.endedAt = clock.now();
      trace.add(invocation, `${line(exchange)} → ${how}`, orderIdIn(path), { fault });
    },
  };
};
