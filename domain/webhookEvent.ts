import { coerce, type Infer, optional, string, type, unknown } from "superstruct";
import { OrderId } from "./order";
import { matches, type Mismatch, parseAs } from "./validation";

/** The events whose name shows more about the order than that it changed. */
export const Scope = {
  CartConverted: "store/cart/converted",
  OrderCreated: "store/order/created",
  OrderUpdated: "store/order/updated",
  OrderStatusUpdated: "store/order/statusUpdated",
  OrderArchived: "store/order/archived",
} as const;

/** An event of a webhook, as far as this service relies on it. */
export interface WebhookEvent {
  readonly orderId: number;
  readonly scope: string;
  /** ISO, to the second; undefined where BigCommerce sent no date. */
  readonly createdAt?: string;
  /** The order's new and previous status. */
  readonly statusId?: number;
  readonly previousStatusId?: number;
}

const Envelope = type({
  scope: string(),
  producer: optional(string()),
  created_at: optional(unknown()),
});
type Envelope = Infer<typeof Envelope>;

const Subject = type({
  data: type({
    type: optional(unknown()),
    orderId: optional(unknown()),
    order_id: optional(unknown()),
    id: optional(unknown()),
    status: optional(unknown()),
  }),
});
type Subject = Infer<typeof Subject>;

/** Some events hold ids as text. */
const AnyOrderId = coerce(OrderId, string(), (text) =>
  /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN,
);

const StatusChange = type({
  previous_status_id: optional(unknown()),
  new_status_id: optional(unknown()),
});

/** The field of the order's id differs between events; a cart's `id` is not an order's. */
const idFields = ["orderId", "order_id", "id"] as const;
const idFieldsOfCart = idFields.slice(0, 2);

/** The event's store and scope, or what is wrong with the body. */
export const parseEnvelope = (body: unknown): Envelope | string => {
  const { value, mismatch } = parseAs(body, Envelope);
  return mismatch ? describeMismatch(mismatch) : value;
};

/** The event about an order, or what is wrong with it. */
export const parseEvent = (body: unknown, envelope: Envelope): WebhookEvent | string => {
  const { value: subject, mismatch } = parseAs(body, Subject);
  if (mismatch) return describeMismatch(mismatch);
  const { data } = subject;
  const orderId = orderIdIn(data);
  if (typeof orderId === "string") return orderId;
  const { scope, created_at } = envelope;
  return { orderId, scope, createdAt: instantOf(created_at), ...statusesIn(data.status) };
};

const statusesIn = (change: unknown): Pick<WebhookEvent, "statusId" | "previousStatusId"> => {
  const { new_status_id, previous_status_id } = matches(change, StatusChange) ? change : {};
  return {
    statusId: wholeNumberOf(new_status_id),
    previousStatusId: wholeNumberOf(previous_status_id),
  };
};

/** A whole number, also as text; undefined for anything else, which refuses no event. */
const wholeNumberOf = (value: unknown): number | undefined => {
  const isText = typeof value === "string" && /^\d{1,15}$/.test(value);
  const number = isText ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
};

const orderIdIn = (data: Subject["data"]): number | string => {
  const fields = data.type === "cart" ? idFieldsOfCart : idFields;
  const field = fields.find((each) => data[each] !== undefined) ?? idFields[0];
  const { value, mismatch } = parseAs(data[field], AnyOrderId);
  return mismatch ? describeMismatch({ ...mismatch, path: `data.${field}` }) : value;
};

const describeMismatch = ({ expected, path }: Mismatch): string =>
  `expected ${expected} at ${path || "the top of the body"}`;

const instantOf = (seconds: unknown): string | undefined => {
  const instant = new Date((wholeNumberOf(seconds) ?? Number.NaN) * 1000);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
};
