import type { FaultRule } from "../api/faults";
import { ok, type Reply, type StoreRequest } from "../api/httpMessages";
import { isObject, type JsonObject, parseJson } from "../json";
import { orderKinds } from "../orders/orderTraits";
import { isStatusId } from "../orders/statuses";
import type { SimulatedStore } from "../simulatedStore";
import { page } from "./page";

const errorReply = (status: number, message: string): Reply => ({
  status,
  body: { status, message },
});

const orderNotFound = (id: string): Reply => errorReply(404, `Order ${id} does not exist.`);

type Check = (value: unknown) => boolean;

const isCount: Check = (value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 600;
const isFlag: Check = (value) => typeof value === "boolean";

/** The options of a placed order, each with the check of its value. */
const placeOptionChecks: Readonly<Record<string, Check>> = {
  kind: (value) => orderKinds.some((kind) => kind === value),
  lines: isCount,
  addresses: isCount,
  coupons: isCount,
  guest: isFlag,
  foreignCurrency: isFlag,
  statusId: isStatusId,
  abandoned: isFlag,
  settleAfterMs: (value) => typeof value === "number" && value >= 0,
};

const invalidOption = (options: JsonObject): string | undefined => {
  const invalid = Object.entries(options).find(
    ([name, value]) => !placeOptionChecks[name]?.(value),
  );
  return (
    invalid &&
    `Option ${invalid[0]} is invalid: got ${JSON.stringify(invalid[1])}. Known options: ${Object.keys(placeOptionChecks).join(", ")}.`
  );
};

const placeOrder = (store: SimulatedStore, body: unknown): Reply => {
  const options = body === null ? {} : body;
  if (!isObject(options)) return errorReply(400, "Expected a JSON object, or no body.");
  const invalid = invalidOption(options);
  return invalid ? errorReply(400, invalid) : { status: 201, body: store.place(options) };
};

const setStatus = (store: SimulatedStore, id: string, body: unknown): Reply => {
  const statusId = isObject(body) ? (body["status_id"] ?? body["statusId"]) : undefined;
  if (!store.order(Number(id))) return orderNotFound(id);
  if (!isStatusId(statusId))
    return errorReply(400, 'Expected a status id from 0 to 14, such as {"status_id": 5}.');
  store.setStatus(Number(id), statusId);
  return ok(store.order(Number(id)));
};

const faultKinds = [
  "status",
  "overload",
  "slow",
  "hang",
  "reset",
  "truncate",
  "cut",
  "byteOrderMark",
  "headers",
];

const injectFault = (store: SimulatedStore, body: unknown): Reply => {
  const fault = isObject(body) ? body["fault"] : undefined;
  if (!isObject(fault) || !faultKinds.includes(String(fault["kind"]))) {
    return errorReply(400, `Expected {"fault": {"kind": …}} with one of ${faultKinds.join(", ")}.`);
  }
  try {
    store.injectFault(body as FaultRule);
    return { status: 201, body };
  } catch (error) {
    return errorReply(400, error instanceof Error ? error.message : String(error));
  }
};

const resources = (store: SimulatedStore): Readonly<Record<string, () => unknown>> => ({
  orders: store.orders,
  requests: store.requests,
  deliveries: store.deliveries,
  hooks: store.hooks,
  mails: store.mails,
  memory: () => process.memoryUsage(),
  quota: () => ({ ...store.quota.options(), left: store.quota.remaining() }),
});

const readResource = (store: SimulatedStore, resource: string, id: string | undefined): Reply => {
  if (resource === "orders" && id !== undefined) {
    const order = store.order(Number(id));
    return order ? ok(order) : orderNotFound(id);
  }
  const query = resources(store)[resource];
  return query
    ? ok(query())
    : errorReply(404, `Not found. Available: ${Object.keys(resources(store)).join(", ")}.`);
};

const postResource = (store: SimulatedStore, path: string, body: unknown): Reply => {
  const [resource, id, action] = path.split("/");
  if (path === "orders") return placeOrder(store, body);
  if (resource === "orders" && id && action === "status") return setStatus(store, id, body);
  if (path === "faults") return injectFault(store, body);
  return errorReply(404, "Not found. POST accepts: orders, orders/{id}/status, faults.");
};

export const controlPath = "/_simulator/";

const pageNumber = (path: string): number =>
  Math.max(1, Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1));

const showPage = (store: SimulatedStore, path: string): Reply => ({
  ...ok(page(store, pageNumber(path))),
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  },
});

/** The control API for people and tests: no token, no quota, no faults. */
export const controlApi = (
  store: SimulatedStore,
  { method, path, body = "" }: StoreRequest,
): Reply => {
  const resourcePath = path.slice(controlPath.length).replace(/\?.*$|\/$/g, "");
  const [resource = "", id] = resourcePath.split("/");
  if (method === "GET" && resourcePath === "") return showPage(store, path);
  if (method === "GET") return readResource(store, resource, id);
  if (method === "DELETE" && resourcePath === "faults") {
    store.faults.clear();
    return { status: 204 };
  }
  if (method !== "POST") return errorReply(405, `Method ${method} is not allowed.`);
  const parsed = parseJson(body);
  return parsed === undefined
    ? errorReply(400, "The body is not valid JSON.")
    : postResource(store, resourcePath, parsed);
};
