import { messageDocuments } from "../documents/messageDocument";
import { shipmentDocuments } from "../documents/shipmentDocument";
import { taxDocuments } from "../documents/taxDocument";
import type { OrderRouteParts } from "./findOrder";
import type { Route } from "./router";
import { countRoute, listRoute } from "./subresourceRoutes";

/** V2's subresources about an order after its checkout. */
export const fulfilmentRoutes = (parts: OrderRouteParts): Route[] => {
  const { store } = parts;
  return [
    listRoute(parts, "/v2/orders/:id/taxes", (row, query) =>
      taxDocuments(store.content(row), query.get("details") === "true"),
    ),
    listRoute(parts, "/v2/orders/:id/shipments", (row) =>
      shipmentDocuments(store.content(row), row),
    ),
    countRoute(parts, "/v2/orders/:id/shipments/count", (row) =>
      shipmentDocuments(store.content(row), row),
    ),
    listRoute(parts, "/v2/orders/:id/messages", (row, query) =>
      messageDocuments(store.content(row), row, query),
    ),
  ];
};
