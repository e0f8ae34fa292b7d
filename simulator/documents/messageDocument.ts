import { parseDate, rfc2822 } from "../dates";
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

type MessageTest = (message: OrderMessage) => boolean;

const tests = (query: URLSearchParams): MessageTest[] => {
  const [minId, maxId] = [Number(query.get("min_id")), Number(query.get("max_id")) || Infinity];
  const [from, to] = ["min_date_created", "max_date_created"].map((name) =>
    parseDate(query.get(name) ?? ""),
  );
  return [
    ({ id }) => id >= minId && id <= maxId,
    ({ at }) => at >= (from ?? -Infinity) && Math.floor(at / 1000) * 1000 <= (to ?? Infinity),
    () => query.get("status") !== "read" && query.get("is_flagged") !== "true",
  ];
};

/** As `/orders/{id}/messages` gives them; all were written by staff and none was read yet. */
export const messageDocuments = (
  content: OrderContent,
  row: OrderRow,
  query: URLSearchParams,
): JsonObject[] => {
  const wanted = tests(query);
  return (row.messages ?? [])
    .filter((message) => wanted.every((test) => test(message)))
    .map((message) => messageDocument(message, content));
};
