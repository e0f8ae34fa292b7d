import { toSeconds } from "../dates";
import type { JsonObject } from "../json";
import { type Status, statuses } from "../orders/statuses";
import { notFound } from "./errors";
import { ok } from "./httpMessages";
import type { Route } from "./router";

export interface InformationParts {
  readonly now: () => number;
  readonly storeHash: string;
  readonly storeId: number;
}

const statusDocument = ({ id, name, sortOrder, description }: Status): JsonObject => ({
  id,
  name,
  system_label: name,
  custom_label: name,
  system_description: description,
  order: sortOrder,
});

const storeDocument = ({ storeHash, storeId }: InformationParts): JsonObject => ({
  id: storeHash,
  store_id: String(storeId),
  name: "Simulated Store",
  domain: `${storeHash}.example.com`,
  secure_url: `https://${storeHash}.example.com`,
  admin_email: "owner@example.com",
  order_email: "orders@example.com",
  country: "United States",
  country_code: "US",
  currency: "USD",
  plan_name: "Standard",
  status: "live",
  timezone: { name: "UTC", raw_offset: 0, dst_offset: 0, dst_correction: false },
});

/** V2's information about the store. */
export const informationRoutes = (parts: InformationParts): Route[] => [
  {
    method: "GET",
    path: "/v2/time",
    scope: "information",
    run: () => ok({ time: toSeconds(parts.now()) }),
  },
  { method: "GET", path: "/v2/store", scope: "information", run: () => ok(storeDocument(parts)) },
  {
    method: "GET",
    path: "/v2/order_statuses",
    scope: "orders",
    run: () => ok([...statuses].sort((a, b) => a.id - b.id).map(statusDocument)),
  },
  {
    method: "GET",
    path: "/v2/order_statuses/:id",
    scope: "orders",
    run({ params }) {
      const found = statuses.find(({ id }) => String(id) === params[0]);
      return found ? ok(statusDocument(found)) : notFound;
    },
  },
];
