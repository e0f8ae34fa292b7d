import { array, type Struct, type, unknown } from "superstruct";
import { parseAs, matches } from "../domain/validation";
import { Failure } from "../domain/failure";
import { RegisteredWebhook, WebhookAdmin, type DesiredWebhook } from "../domain/registeredWebhook";
import type { Webhooks } from "../ports";
import { type StoreClient, type StoreRequest, requireFound } from "./storeClient";

const path = "/v3/hooks";
const pageSize = 250;

/** How BigCommerce may say that there is such a hook already; which of them is not documented. */
const mayBeDuplicate = new Set<number | undefined>([409, 422]);

/** BigCommerce's webhook API. Its writes name what shall be, not what shall change, so each may be sent twice. */
export const webhookClient = (
  client: Pick<StoreClient, "sendWithRetry" | "sendOnce">,
): Webhooks => {
  const request = (method: StoreRequest["method"], below = "", more: Partial<StoreRequest> = {}) =>
    client.sendWithRetry({ method, path: `${path}${below}`, ...more });

  const requestFound: typeof request = async (method, below, more) =>
    requireFound(`${method} ${path}`, await request(method, below, more));

  return {
    async list() {
      const hooks = new Map<number, RegisteredWebhook>();
      for (let page = 1; ; page += 1) {
        const known = hooks.size;
        const query = `?limit=${pageSize}&page=${page}`;
        const { body = { data: [] } } = await requestFound("GET", "", { query });
        for (const one of read(body, Page, "GET /v3/hooks").data) {
          const hook = read(one, RegisteredWebhook, "A webhook");
          hooks.set(hook.id, hook);
        }
        if (hooks.size === known || !hasNextPage(body, page)) return [...hooks.values()];
      }
    },

    async admin() {
      const { body } = await requestFound("GET", "/admin");
      return read(body, Admin, "GET /v3/hooks/admin").data;
    },

    async create(wanted) {
      try {
        await requestFound("POST", "", { body: toBody(wanted) });
        return undefined;
      } catch (error) {
        if (error instanceof Failure && mayBeDuplicate.has(error.httpStatus)) return error;
        throw error;
      }
    },

    update: async (id, wanted) => (await request("PUT", `/${id}`, { body: toBody(wanted) })).found,

    async remove(id) {
      await request("DELETE", `/${id}`);
    },
  };
};

const toBody = ({ scope, destination, secret }: DesiredWebhook) => ({
  scope,
  destination,
  is_active: true,
  headers: { "X-Webhook-Secret": secret },
});

const Admin = type({ data: WebhookAdmin });
const Page = type({ data: array(unknown()) });
const Pagination = type({ meta: type({ pagination: type({ total_pages: unknown() }) }) });

/** Where the answer does not say how many pages there are, the next one will. */
const hasNextPage = (body: unknown, page: number): boolean =>
  !matches(body, Pagination) || Number(body.meta.pagination.total_pages) > page;

const read = <T>(value: unknown, struct: Struct<T>, what: string): T => {
  const { value: parsed, mismatch } = parseAs(value, struct);
  if (!mismatch) return parsed;
  const where = `expected ${mismatch.expected} at ${mismatch.path || "its top"}`;
  throw new Failure("payload.invalid", `${what} is not usable: ${where}`);
};
