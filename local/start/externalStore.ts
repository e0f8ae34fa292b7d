import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fields } from "../fields";
import { listenOnLoopback, readBody } from "../services/httpServer";
import { completedStatus } from "./declaredRules";
import type { ExternalStore } from "./startArguments";
import type { OrderQuery, Store, StoreOrder } from "./store";

const pageSize = 250;

/** They belong to one connection and are not forwarded; fetch sets its own. */
const hopByHopHeaders = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);
const droppedHeaders = new Set([...hopByHopHeaders, "content-encoding"]);

const forwardedHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !hopByHopHeaders.has(name) ? [[name, value]] : [],
    ),
  );

const forward = async (url: string, incoming: IncomingMessage): Promise<Response> => {
  const body = await readBody(incoming);
  return fetch(url + (incoming.url ?? "/"), {
    method: incoming.method,
    redirect: "manual", // the token must not reach another address
    headers: forwardedHeaders(incoming),
    body: body.length > 0 ? new Uint8Array(body) : undefined,
  });
};

const relayResponse = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  const headers = [...response.headers].filter(([name]) => !droppedHeaders.has(name));
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(headers)).end(body);
};

const toStoreOrder = (fields: Fields): StoreOrder => ({
  id: Number(fields.id),
  statusId: Number(fields.status_id),
  status: String(fields.status),
  isDigital: fields.order_is_digital === true,
  total: String(fields.total_inc_tax),
  currency: String(fields.currency_code),
  lines: Number(fields.items_total),
});

/** Each attempt after a 429 waits for a new quota window. */
const maxAttempts = 5;

/** For the summary, on the same quota as the service: waits instead of competing. */
const fetchJson = async ({ url, hash, token }: ExternalStore, path: string): Promise<unknown> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}/stores/${hash}/v2/${path}`, {
      redirect: "manual",
      headers: { "X-Auth-Token": token, Accept: "application/json" },
    }).catch((cause: unknown) => {
      throw new Error(`The store at ${url} cannot be reached`, { cause });
    });
    if (response.status === 204) return [];
    if (response.ok) return response.json();
    if (response.status !== 429 || attempt === maxAttempts) {
      throw new Error(`The store at ${url} responded ${response.status} to a request for orders`);
    }
    await sleep(Number(response.headers.get("x-rate-limit-time-reset-ms") ?? 10_000));
  }
};

const listOrders = async (store: ExternalStore, query: string): Promise<StoreOrder[]> =>
  ((await fetchJson(store, `orders?sort=id:asc&limit=${pageSize}&${query}`)) as Fields[]).map(
    toStoreOrder,
  );

/** Pages by id. */
const listAllOrders = async (store: ExternalStore, filter: string): Promise<StoreOrder[]> => {
  const all: StoreOrder[] = [];
  for (let next = 1; ;) {
    const listed = await listOrders(store, `${filter}&min_id=${next}`);
    const page = listed.filter(({ id }) => id >= next);
    if (page.length === 0) return all;
    all.push(...page);
    next = (page.at(-1)?.id ?? 0) + 1;
  }
};

/** Completed orders make up the store's whole history, so only recent ones are read. */
const queryOrders = async (
  store: ExternalStore,
  { newStatuses, completedSince }: OrderQuery,
): Promise<StoreOrder[]> => {
  const all: StoreOrder[] = [];
  for (const status of newStatuses) {
    const since =
      status === completedStatus ? `&min_date_modified=${completedSince.toISOString()}` : "";
    all.push(...(await listAllOrders(store, `status_id=${status}${since}`)));
  }
  return all.sort((one, other) => one.id - other.id);
};

/** Queries ranges of ids, because an order may have any status by now. */
const ordersById = async (store: ExternalStore, ids: readonly number[]): Promise<StoreOrder[]> => {
  const wanted = new Set(ids);
  const all: StoreOrder[] = [];
  for (let left = [...ids].sort((one, other) => one - other); left[0] !== undefined;) {
    const last = left[0] + pageSize - 1;
    all.push(...(await listOrders(store, `min_id=${left[0]}&max_id=${last}`)));
    left = left.filter((id) => id > last);
  }
  return all.filter(({ id }) => wanted.has(id));
};

const countOrders = async (store: ExternalStore): Promise<number> =>
  Number(((await fetchJson(store, "orders/count")) as Fields).count);

const orderIdIn = (url: string): number[] => {
  const id = /\/v2\/orders\/(\d+)$/.exec(url)?.[1];
  return id === undefined ? [] : [Number(id)];
};

/**
 * A real store. The service reaches it through a local proxy, which counts requests and, in a dry run,
 * blocks every write.
 */
export const openExternalStore = async (external: ExternalStore): Promise<Store> => {
  let requests = 0;
  const written = new Set<number>();
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    requests += 1;
    if (incoming.method !== "GET") orderIdIn(incoming.url ?? "").forEach((id) => written.add(id));
    if (external.acknowledge === "plan" && incoming.method !== "GET") {
      outgoing.writeHead(403).end("A dry run writes nothing to the store.");
      return;
    }
    await relayResponse(await forward(external.url, incoming), outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    hash: external.hash,
    token: external.token,
    orders: (query) => queryOrders(external, query),
    ordersById: (ids) => ordersById(external, ids),
    orderCount: () => countOrders(external),
    writtenIds: () => written,
    canSendWebhooks: false,
    requests: () => requests,
    close: stop,
  };
};
