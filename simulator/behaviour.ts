/**
 * Where BigCommerce's behaviour is not documented, or documented in two ways, the simulator has a switch.
 * The default is the reading with the best evidence; README.md says which evidence that is.
 */
export interface Behaviour {
  /** A request without `Accept: application/json`. */
  readonly withoutAccept: "406" | "xml";
  /** What GET of an archived order answers. */
  readonly archivedOrders: "missing" | "shown";
  /** Above 250 per page. */
  readonly overLimit: "413" | "capped";
  /** An empty list of shipping addresses; every other empty list is 204. */
  readonly emptyShippingAddresses: "204" | "array";
  /** Whether `min_id` and `max_id` include their bound. */
  readonly idBounds: "inclusive" | "exclusive";
  /** A date filter that cannot be read, such as one whose `+` arrived as a space. */
  readonly unreadableDate: "rejected" | "ignored";
  /** Another store's hash in the path. */
  readonly wrongStoreHash: 401 | 403 | 404;
  /** The body of 401, 403, 413, 429 and 5xx on V2 paths. */
  readonly gatewayErrors: "object" | "array" | "html" | "empty";
  /** Whether the count counts Incomplete orders. */
  readonly countsIncomplete: boolean;
  /** Whether shipments, refunds and messages change the order's `date_modified`. */
  readonly subresourcesTouchOrder: boolean;
  /** Fields nobody knows yet, on some orders, as BigCommerce adds them without notice. */
  readonly unknownFields: "never" | "sometimes" | "always";
  readonly createdOrderStatus: 200 | 201;
  readonly createdHookStatus: 200 | 201;
  readonly duplicateHookStatus: 409 | 422;
  /** HTTPS on port 443 only, as BigCommerce demands; off, so that local receivers can be plain HTTP. */
  readonly httpsDestinationsOnly: boolean;
  /** How long after its creation a hook hears nothing; up to a minute at BigCommerce. */
  readonly hookActivationDelayMs: number;
  /** How long a receiver may take. BigCommerce publishes no number. */
  readonly callbackTimeoutMs: number;
  /** Standard Webhooks signatures on deliveries, besides the hook's own headers. */
  readonly signWebhooks: boolean;
  /** `hash` of an event: of its payload, or the same for all events of one order. */
  readonly hashOf: "event" | "order";
  readonly storeIdType: "string" | "number";
  /** Whether `store/order/statusUpdated` names the status before and the one after. */
  readonly eventsIncludeStatuses: boolean;
  /** What becomes of events for a domain on the blocklist. */
  readonly blockedEvents: "retried" | "lost";
  /** Orders changed this recently are missing from lists and counts, as when an index lags behind. */
  readonly listLagMs: number;
  /** Orders made this recently answer 404 by id, as when a replica lags behind. */
  readonly readLagMs: number;
  /** How long after `store/cart/converted` the status moves; until then the order is Incomplete. */
  readonly settleAfterMs: number;
}

export const defaultBehaviour: Behaviour = {
  withoutAccept: "406",
  archivedOrders: "missing",
  overLimit: "413",
  emptyShippingAddresses: "204",
  idBounds: "inclusive",
  unreadableDate: "rejected",
  wrongStoreHash: 401,
  gatewayErrors: "object",
  countsIncomplete: true,
  subresourcesTouchOrder: true,
  unknownFields: "sometimes",
  createdOrderStatus: 200,
  createdHookStatus: 200,
  duplicateHookStatus: 422,
  httpsDestinationsOnly: false,
  hookActivationDelayMs: 0,
  callbackTimeoutMs: 10_000,
  signWebhooks: false,
  hashOf: "event",
  storeIdType: "string",
  eventsIncludeStatuses: true,
  blockedEvents: "retried",
  listLagMs: 0,
  readLagMs: 0,
  settleAfterMs: 0,
};
