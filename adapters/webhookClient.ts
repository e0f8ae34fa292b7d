import { array, type, unknown } from "superstruct";
import { amountOf } from "../domain/exactNumber";
import { Failure } from "../domain/failure";
import { parseStorePayload } from "../domain/parseStorePayload";
import { type DesiredWebhook, RegisteredWebhook, WebhookAdmin } from "../domain/registeredWebhook";
import { matches } from "../domain/validation";
import type { Webhooks } from "../ports";
import { requireFound, type StoreClient, type StoreRequest } from "./storeClient";

const path = "/v3/hooks";
const pageSize = 250;

/** How BigCommerce may refuse a webhook that exists already; which of these is not documented. */
const mayBeDuplicate = new Set<number | undefined>([409, 422]);

/** BigCommerce's webhook API. Writes state the desired webhook, so that each is idempotent. */
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
        for (const one of parseStorePayload(body, Page, "GET /v3/hooks").data) {
          const hook = parseStorePayload(one, RegisteredWebhook, "A webhook");
          hooks.set(hook.id, hook);
        }
        if (hooks.size === known || !hasNextPage(body, page)) return [...hooks.values()];
      }
    },

    async admin() {
      const { body } = await requestFound("GET", "/admin");
      return parseStorePayload(body, Admin, "GET /v3/hooks/admin").data;
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

/** Where a response lacks the number of pages, the next page shows whether there are more. */
const hasNextPage = (body: unknown, page: number): boolean =>
  !matches(body, Pagination) || amountOf(body.meta.pagination.total_pages) > page;
