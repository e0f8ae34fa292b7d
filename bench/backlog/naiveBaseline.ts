/** An order or a part of one, as JSON. */
export type Document = Readonly<Record<string, unknown>>;

export interface StoreResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

/** A way to the store; paths are below `/stores/{hash}/v2`. */
export type Send = (method: "GET" | "PUT", path: string, body?: Document) => Promise<StoreResponse>;

/** What the straightforward way needs of the world. */
export interface BaselinePorts {
  readonly send: Send;
  readonly wait: (ms: number) => Promise<void>;
  readonly save: (orderId: number, record: Document) => void;
}

type StorePorts = Pick<BaselinePorts, "send" | "wait">;

const newStatuses = [7, 10, 11];
const pageSize = 250;
const workers = 3;

/** Waits out every 429. */
const retryThrottled =
  ({ send, wait }: StorePorts): Send =>
  async (...request) => {
    for (;;) {
      const answer = await send(...request);
      if (answer.status !== 429) return answer;
      await wait(Number(answer.header("x-rate-limit-time-reset-ms") ?? 1_000));
    }
  };

const listAll = async (ask: Send, path: string): Promise<Document[]> => {
  const all: Document[] = [];
  for (let page = 1; ; page += 1) {
    const { body } = await ask("GET", `${path}page=${page}&limit=${pageSize}`);
    const some = Array.isArray(body) ? (body as Document[]) : [];
    all.push(...some);
    if (some.length < pageSize) return all;
  }
};

export const pollNaively = async (ports: StorePorts): Promise<Document[]> => {
  const ask = retryThrottled(ports);
  const found: Document[] = [];
  await ask("GET", "/orders/count");
  for (const status of newStatuses)
    found.push(...(await listAll(ask, `/orders?status_id=${status}&`)));
  return found.filter((order) => order["status_id"] !== 10 || order["order_is_digital"] === true);
};

const replicateOrder = async (ports: BaselinePorts, order: Document): Promise<void> => {
  const ask = retryThrottled(ports);
  const id = Number(order["id"]);
  const products = await listAll(ask, `/orders/${id}/products?`);
  const shippingAddresses = await listAll(ask, `/orders/${id}/shipping_addresses?`);
  const coupons = await listAll(ask, `/orders/${id}/coupons?`);
  ports.save(id, { order, products, shippingAddresses, coupons });
  await ask("PUT", `/orders/${id}`, { status_id: order["order_is_digital"] === true ? 8 : 9 });
};

/**
 * The way that comes to mind first, as a public sample for this job describes its own: list orders by
 * status and page number, then take one order after the other, read its products, addresses and coupons
 * from their endpoints, store it, set its status. Three at once. It does this well: it reads every page
 * and waits out every 429. It keeps no reserve, and does not look at an order again before it writes.
 */
export const replicateNaively = async (ports: BaselinePorts): Promise<void> => {
  const queue = await pollNaively(ports);
  const work = async (): Promise<void> => {
    for (let order = queue.shift(); order; order = queue.shift())
      await replicateOrder(ports, order);
  };
  await Promise.all(Array.from({ length: workers }, work));
};
