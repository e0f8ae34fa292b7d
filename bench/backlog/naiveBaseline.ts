/** An order or a part of one, as JSON. */
export type Document = Readonly<Record<string, unknown>>;

export interface StoreResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

/** Sends a request to the store; paths are below `/stores/{hash}/v2`. */
export type Send = (method: "GET" | "PUT", path: string, body?: Document) => Promise<StoreResponse>;

/** The ports of the naive baseline. */
export interface BaselinePorts {
  readonly send: Send;
  readonly wait: (ms: number) => Promise<void>;
  readonly save: (orderId: number, record: Document) => void;
}

type StorePorts = Pick<BaselinePorts, "send" | "wait">;

const newStatuses = [7, 10, 11];
const pageSize = 250;
const workers = 3;

/** Waits out the window after a 429, then retries. */
const retryThrottled =
  ({ send, wait }: StorePorts): Send =>
  async (...request) => {
    for (;;) {
      const response = await send(...request);
      if (response.status !== 429) return response;
      await wait(Number(response.header("x-rate-limit-time-reset-ms") ?? 1_000));
    }
  };

const listAll = async (send: Send, path: string): Promise<Document[]> => {
  const all: Document[] = [];
  for (let page = 1; ; page += 1) {
    const { body } = await send("GET", `${path}page=${page}&limit=${pageSize}`);
    const items = Array.isArray(body) ? (body as Document[]) : [];
    all.push(...items);
    if (items.length < pageSize) return all;
  }
};

export const pollNaively = async (ports: StorePorts): Promise<Document[]> => {
  const send = retryThrottled(ports);
  const found: Document[] = [];
  await send("GET", "/orders/count");
  for (const status of newStatuses)
    found.push(...(await listAll(send, `/orders?status_id=${status}&`)));
  return found.filter((order) => order["status_id"] !== 10 || order["order_is_digital"] === true);
};

const replicateOrder = async (ports: BaselinePorts, order: Document): Promise<void> => {
  const send = retryThrottled(ports);
  const id = Number(order["id"]);
  const products = await listAll(send, `/orders/${id}/products?`);
  const shippingAddresses = await listAll(send, `/orders/${id}/shipping_addresses?`);
  const coupons = await listAll(send, `/orders/${id}/coupons?`);
  ports.save(id, { order, products, shippingAddresses, coupons });
  await send("PUT", `/orders/${id}`, { status_id: order["order_is_digital"] === true ? 8 : 9 });
};

/**
 * Replicates orders as the public order-replication-sample describes it: list the orders of each new
 * status by page number; then, for each order, read its products, addresses and coupons from their
 * endpoints, store the record and set the status. Three workers. The baseline is a fair one: it reads
 * every page and waits out every 429. It leaves no quota reserve, and does not re-read an order before
 * it writes the status.
 */
export const replicateNaively = async (ports: BaselinePorts): Promise<void> => {
  const queue = await pollNaively(ports);
  const worker = async (): Promise<void> => {
    for (let order = queue.shift(); order; order = queue.shift())
      await replicateOrder(ports, order);
  };
  await Promise.all(Array.from({ length: workers }, worker));
};
