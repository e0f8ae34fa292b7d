/**
 * One switch for each behaviour that BigCommerce leaves undocumented or documents in two ways.
 * Each default is the reading with the best evidence, which README.md lists.
 */
export interface Behaviour {
  /** The response to a request without `Accept: application/json`. */
  readonly withoutAccept: "406" | "xml";
  /** The response to GET of an archived order: 404, or the order. */
  readonly archivedOrders: "missing" | "shown";
  /** The response to a page size above 250. */
  readonly overLimit: "413" | "capped";
  /** The response for an empty list of shipping addresses; every other empty list is 204. */
  readonly emptyShippingAddresses: "204" | "array";
  /** Whether `min_id` and `max_id` include their bound. */
  readonly idBounds: "inclusive" | "exclusive";
  /** What happens to an invalid date filter, such as one whose `+` was decoded as a space. */
  readonly invalidDate: "rejected" | "ignored";
  /** The status for another store's hash in the path. */
  readonly wrongStoreHash: 401 | 403 | 404;
  /** The body of 401, 403, 413, 429 and 5xx on V2 paths. */
  readonly gatewayErrors: "object" | "array" | "html" | "empty";
  /** Whether `/orders/count` includes Incomplete orders. */
  readonly countsIncomplete: boolean;
  /** Whether shipments, refunds and messages change the order's `date_modified`. */
  readonly subresourcesTouchOrder: boolean;
  /** Which orders have an undocumented field, since BigCommerce adds fields without notice. */
  readonly unknownFields: "never" | "sometimes" | "always";
  /** Whether one order in ten has counts and an `is_deleted` that are null, text, no whole number or absent. */
  readonly advisoryFields: "exact" | "odd";
  /** Whether one order in ten has numbers, nested values and names in unread fields that JavaScript or a database cannot hold. */
  readonly unreadFields: "plain" | "extreme";
  /** Which orders stand twice in a list, as when an index is rebuilt behind the pages. */
  readonly repeatedInLists: "never" | "sometimes";
  readonly createdOrderStatus: 200 | 201;
  readonly createdHookStatus: 200 | 201;
  readonly duplicateHookStatus: 409 | 422;
  /** Whether destinations need HTTPS on port 443, as at BigCommerce; off by default, so that local receivers can use plain HTTP. */
  readonly httpsDestinationsOnly: boolean;
  /** How long a new hook receives no events; up to a minute at BigCommerce. */
  readonly hookActivationDelayMs: number;
  /** The timeout of a delivery. BigCommerce publishes no number. */
  readonly callbackTimeoutMs: number;
  /** Whether deliveries carry Standard Webhooks signatures besides the hook's own headers. */
  readonly signWebhooks: boolean;
  /** Whether `hash` identifies one event, or is the same for all events of one order. */
  readonly hashOf: "event" | "order";
  readonly storeIdType: "string" | "number";
  /** Whether `store/order/statusUpdated` contains the previous and the new status. */
  readonly eventsIncludeStatuses: boolean;
  /** What happens to events for a blocked domain. */
  readonly blockedEvents: "retried" | "lost";
  /** Whether responses have a `Date` header, as HTTP asks of a server with a clock. */
  readonly dateHeader: "sent" | "absent";
  /** How long a changed order is missing from lists and counts: the lag of a search index. */
  readonly listLagMs: number;
  /** How long GET of a new order returns 404: the lag of a read replica. */
  readonly readLagMs: number;
  /** How long an order stays Incomplete after `store/cart/converted`. */
  readonly settleAfterMs: number;
}

export const defaultBehaviour: Behaviour = {
  withoutAccept: "406",
  archivedOrders: "missing",
  overLimit: "413",
  emptyShippingAddresses: "204",
  idBounds: "inclusive",
  invalidDate: "rejected",
  wrongStoreHash: 401,
  gatewayErrors: "object",
  countsIncomplete: true,
  subresourcesTouchOrder: true,
  unknownFields: "sometimes",
  advisoryFields: "exact",
  unreadFields: "plain",
  repeatedInLists: "never",
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
  dateHeader: "sent",
  listLagMs: 0,
  readLagMs: 0,
  settleAfterMs: 0,
};
