import type { SimulatedStore } from "../../simulator/simulatedStore";
import { aSampleItem } from "./aSampleItem";

type Fields = Readonly<Record<string, unknown>>;

/** What order-replication-sample did with an order, as far as its table and the store show. */
export interface SampleService {
  /** The items of its Orders table, by order id. */
  readonly items: Map<number, Fields>;
  /** Stores the order as read now, without a status change: the sample ignored a failed one. */
  readonly storeOnly: (id: number) => void;
  /** Stores the order and sets its status, whatever the status was. */
  readonly process: (id: number) => void;
}

export const sampleService = (store: SimulatedStore): SampleService => {
  const items = new Map<number, Fields>();
  const call = (method: string, path: string, body?: object): unknown => {
    const response = store.handle({
      method,
      path: `/stores/${store.hash}/v2/orders/${path}`,
      headers: {
        "x-auth-token": store.token(),
        accept: "application/json",
        "content-type": "application/json",
      },
      body: body && JSON.stringify(body),
    });
    if (response.status >= 400) throw new Error(`${method} ${path} got ${response.status}`);
    return response.body === "" ? [] : JSON.parse(response.body);
  };
  const list = (id: number, name: string) => call("GET", `${id}/${name}`) as readonly unknown[];
  const storeOnly = (id: number): void => {
    const lists = {
      products: list(id, "products"),
      shipping_addresses: list(id, "shipping_addresses"),
      coupons: list(id, "coupons"),
    };
    items.set(id, aSampleItem(call("GET", String(id)) as Fields, lists));
  };
  return {
    items,
    storeOnly,
    process: (id) => {
      storeOnly(id);
      const isDigital = items.get(id)?.["order_is_digital"] === true;
      call("PUT", String(id), { status_id: isDigital ? 8 : 9 });
    },
  };
};
