import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../services/httpServer";
import type { ForeignStore } from "./startArguments";
import type { Store, StoreOrder } from "./store";

type Fields = Readonly<Record<string, unknown>>;

const pageSize = 250;

/** Headers of a connection, which are not passed on; fetch sets its own. */
const hop = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);
const encoded = new Set([...hop, "content-encoding"]);

const passedOn = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !hop.has(name) ? [[name, value]] : [],
    ),
  );

const forward = async (url: string, incoming: IncomingMessage): Promise<Response> => {
  const body = await readBody(incoming);
  return fetch(url + (incoming.url ?? "/"), {
    method: incoming.method,
    headers: passedOn(incoming),
    body: body.length > 0 ? new Uint8Array(body) : undefined,
  });
};

const sendBack = async (answer: Response, outgoing: ServerResponse): Promise<void> => {
  const headers = [...answer.headers].filter(([name]) => !encoded.has(name));
  const body = Buffer.from(await answer.arrayBuffer());
  outgoing.writeHead(answer.status, Object.fromEntries(headers)).end(body);
};

const asOrder = (fields: Fields): StoreOrder => ({
  id: Number(fields.id),
  statusId: Number(fields.status_id),
  status: String(fields.status),
  isDigital: fields.order_is_digital === true,
  total: String(fields.total_inc_tax),
  currency: String(fields.currency_code),
  lines: Number(fields.items_total),
});

const ordersFrom = async (
  { url, hash, token }: ForeignStore,
  minimumId: number,
): Promise<StoreOrder[]> => {
  const query = `min_id=${minimumId}&sort=id:asc&limit=${pageSize}`;
  const answer = await fetch(`${url}/stores/${hash}/v2/orders?${query}`, {
    headers: { "X-Auth-Token": token, Accept: "application/json" },
  }).catch((cause: unknown) => {
    throw new Error(`The store at ${url} cannot be reached`, { cause });
  });
  if (answer.status === 204) return [];
  if (!answer.ok) {
    throw new Error(`The store at ${url} answered ${answer.status} when asked for its orders`);
  }
  return ((await answer.json()) as Fields[]).map(asOrder);
};

const allOrders = async (store: ForeignStore): Promise<readonly StoreOrder[]> => {
  const all: StoreOrder[] = [];
  for (let next = 1; ;) {
    const page = (await ordersFrom(store, next)).filter(({ id }) => id >= next);
    if (page.length === 0) return all;
    all.push(...page);
    next = (page.at(-1)?.id ?? 0) + 1;
  }
};

/**
 * A real store. The service reaches it through a door on this machine, which counts the requests and,
 * unless acknowledging was asked for, lets nothing pass that could change the store.
 */
export const openForeignStore = async (foreign: ForeignStore): Promise<Store> => {
  let requests = 0;
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    requests += 1;
    if (foreign.acknowledge === "plan" && incoming.method !== "GET") {
      outgoing.writeHead(403).end("A plan writes nothing to the store.");
      return;
    }
    await sendBack(await forward(foreign.url, incoming), outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    hash: foreign.hash,
    token: foreign.token,
    orders: () => allOrders(foreign),
    requests: () => requests,
    close: stop,
  };
};
