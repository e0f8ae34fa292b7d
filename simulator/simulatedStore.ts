import type { FaultRule, Faults } from "./api/faults";
import { fulfilmentRoutes } from "./api/fulfilmentRoutes";
import { gateway } from "./api/gateway";
import type { StoreRequest, StoreResponse } from "./api/httpMessages";
import { inFlight } from "./api/inFlight";
import { informationRoutes } from "./api/informationRoutes";
import { orderRoutes } from "./api/orderRoutes";
import type { Quota } from "./api/quota";
import type { RequestCounts, RequestLog } from "./api/requestLog";
import { type Route, router } from "./api/router";
import { subresourceRoutes } from "./api/subresourceRoutes";
import { v3OrderRoutes } from "./api/v3OrderRoutes";
import type { Clock } from "./clock";
import type { DeliveryFaults } from "./hooks/deliveries";
import type { Delivery } from "./hooks/delivery";
import { hookDocument } from "./hooks/hook";
import { hookAdminRoutes } from "./hooks/hookAdminRoutes";
import { hookRoutes } from "./hooks/hookRoutes";
import type { Mail } from "./hooks/mailbox";
import type { JsonObject } from "./json";
import {
  orderSummary,
  type OrderSummary,
  type StatusEntry,
  statusHistory,
} from "./orders/orderSummary";
import { startWorkload, type WorkloadOptions } from "./orders/workload";
import { requireOrder, storeActions, type StoreActions } from "./storeActions";
import type { StoreOptions } from "./storeOptions";
import { storeParts, type StoreParts } from "./storeParts";

/** A BigCommerce store in this process's memory. */
export interface SimulatedStore extends StoreActions {
  readonly hash: string;
  /** The current token of the first API account. */
  readonly token: () => string;
  readonly clock: Clock;
  /** Handles an API request synchronously; the caller applies the response's `delayMs` and `networkFault`. */
  readonly handle: (request: StoreRequest) => StoreResponse;
  /** Handles a request as a client sees it: waits for `delayMs` on the clock, and rejects on a reset or hang. */
  readonly call: (request: StoreRequest) => Promise<StoreResponse>;

  readonly size: () => number;
  readonly orders: () => readonly OrderSummary[];
  /** Newest first. */
  readonly latestOrders: (count: number, skip?: number) => readonly OrderSummary[];
  readonly order: (id: number) => OrderSummary | undefined;
  readonly statusOf: (id: number) => number | undefined;
  readonly history: (id: number) => readonly StatusEntry[];
  readonly requests: () => RequestCounts;
  readonly requestLog: RequestLog;
  readonly quota: Quota;
  readonly hooks: () => readonly JsonObject[];
  /** Newest first, at most a thousand. */
  readonly deliveries: () => readonly Delivery[];
  readonly mails: () => readonly Mail[];

  /** Arms a fault rule; returns a function that disarms it. */
  readonly injectFault: (rule: FaultRule) => () => void;
  readonly faults: Faults;
  /** Every request gets 503 for this long. */
  readonly outage: (hours: number) => void;
  readonly rotateToken: (token: string) => void;
  readonly setLatency: (ms: number) => void;
  readonly setDeliveryFaults: (chances: DeliveryFaults) => void;
  /** Starts random checkouts and staff actions; returns a function that stops them. */
  readonly startWorkload: (options?: WorkloadOptions) => () => void;

  /** Resolves when no first attempt of a delivery is pending; a manual clock must be advanced meanwhile. */
  readonly settled: () => Promise<void>;
  readonly setLinkBase: (base: string) => void;
  readonly close: () => void;
}

const routesOf = (parts: StoreParts): Route[] => {
  const hookParts = {
    ...parts,
    storeHash: parts.hash,
    now: parts.clock.now,
    blocklist: parts.deliveries.blocklist,
  };
  return [
    ...orderRoutes(parts),
    ...subresourceRoutes(parts),
    ...fulfilmentRoutes(parts),
    ...v3OrderRoutes(parts),
    ...hookRoutes(hookParts),
    ...hookAdminRoutes(hookParts),
    ...informationRoutes({ now: parts.clock.now, storeHash: parts.hash, storeId: parts.storeId }),
  ];
};

const hourMs = 3_600_000;

const queries = (parts: StoreParts) => {
  const { store, log, quota, hooks, deliveries, mails, hash, accounts } = parts;
  return {
    hash,
    quota,
    requestLog: log,
    token: () => accounts[0].token,
    size: () => store.rows.length,
    orders: () => store.rows.map((row) => orderSummary(store, row)),
    latestOrders: (count: number, skip = 0) => {
      const end = Math.max(0, store.rows.length - skip);
      const newest = store.rows.slice(Math.max(0, end - count), end).reverse();
      return newest.map((row) => orderSummary(store, row));
    },
    order: (id: number) => {
      const row = store.find(id);
      return row && orderSummary(store, row);
    },
    statusOf: (id: number) => store.find(id)?.statusId,
    history: (id: number) => statusHistory(store, requireOrder(parts, id)),
    requests: log.counts,
    hooks: () => hooks.all().map((hook) => hookDocument(hook, hash)),
    deliveries: deliveries.latest,
    mails: () => mails,
  };
};

const faultControls = ({ faults, accounts, deliveries, links }: StoreParts) => ({
  faults,
  injectFault: faults.add,
  outage: (hours: number) =>
    void faults.add({ fault: { kind: "status", status: 503 }, forMs: hours * hourMs }),
  rotateToken: (token: string) => void (accounts[0].token = token),
  setDeliveryFaults: deliveries.setFaults,
  settled: deliveries.settled,
  setLinkBase: (base: string) => void (links.base = base),
});

const connectionReset = (): Error =>
  Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** Applies the response's delay and network fault. */
const withNetwork =
  (clock: Clock, handle: (request: StoreRequest) => StoreResponse) =>
  async (request: StoreRequest) => {
    const response = handle(request);
    if (response.delayMs > 0) {
      await new Promise<void>(
        (resolve) => void clock.schedule(clock.now() + response.delayMs, resolve),
      );
    }
    if (response.networkFault !== undefined && response.networkFault !== "truncate")
      throw connectionReset();
    return response;
  };

const currentStatus =
  ({ store }: StoreParts) =>
  (id: number): number | undefined => {
    const row = store.find(id);
    return row?.isDeleted ? undefined : row?.statusId;
  };

export const createSimulatedStore = (options: StoreOptions): SimulatedStore => {
  const parts = storeParts(options);
  const { clock, close } = parts;
  let latencyMs = options.latencyMs ?? 0;
  const handle = gateway({
    ...parts,
    storeHash: options.hash,
    inFlight: inFlight(clock),
    router: router(routesOf(parts)),
    latencyMs: () => latencyMs,
  });
  const actions = storeActions(parts);
  return {
    clock,
    close,
    handle,
    ...actions,
    ...queries(parts),
    ...faultControls(parts),
    call: withNetwork(clock, handle),
    setLatency: (ms) => void (latencyMs = ms),
    startWorkload: (workload) =>
      startWorkload(
        { clock, actions, statusOf: currentStatus(parts), seed: options.seed ?? 1 },
        workload,
      ),
  };
};

export type { StoreOptions } from "./storeOptions";
