import { parseDate, rfc2822, wholeSecond } from "../dates";
import type { JsonObject } from "../json";
import type { OrderContent } from "../orders/orderContent";
import type { OrderMessage, OrderRow } from "../orders/orderRow";

const messageDocument = ({ id, text, at }: OrderMessage, content: OrderContent): JsonObject => ({
  id,
  order_id: content.id,
  staff_id: 1,
  customer_id: content.shopper.customerId,
  type: "admin",
  subject: `Re: Order #${content.id}`,
  message: text,
  status: "unread",
  is_flagged: false,
  date_created: rfc2822(at),
  customer: {},
});

type MessageFilter = (message: OrderMessage) => boolean;

const messageFilters = (query: URLSearchParams): MessageFilter[] => {
  const [minId, maxId] = [Number(query.get("min_id")), Number(query.get("max_id")) || Infinity];
  const [from, to] = ["min_date_created", "max_date_created"].map((name) =>
    parseDate(query.get(name) ?? ""),
  );
  return [
    ({ id }) => id >= minId && id <= maxId,
    ({ at }) => at >= (from ?? -Infinity) && wholeSecond(at) <= (to ?? Infinity),
    () => query.get("status") !== "read" && query.get("is_flagged") !== "true",
  ];
};

/** The items of `/orders/{id}/messages`; staff wrote all messages, and all are unread. */
export const messageDocuments = (
  content: OrderContent,
  row: OrderRow,
  query: URLSearchParams,
): JsonObject[] => {
  const filters = messageFilters(query);
  return (row.messages ?? [])
    .filter((message) => filters.every((filter) => filter(message)))
    .map((message) => messageDocument(message, content));
};
