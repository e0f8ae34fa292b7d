import {
  defaulted,
  enums,
  type Infer,
  integer,
  literal,
  optional,
  string,
  type,
} from "superstruct";
import { Failure } from "./failure";
import { OrderId } from "./order";
import { parseJson } from "./parseJson";
import { describeType, type Mismatch, parseAs } from "./validation";
import { Scope, type WebhookEvent } from "./webhookEvent";

/** A message on the Orders queue: which order to process, and why. The order itself is re-read. */
export const OrderMessage = type({
  v: literal(1),
  orderId: OrderId,
  /** `redrive`: an operator asks, with the command of alerts and runbooks. */
  reason: enums(["poll", "webhook", "redrive"]),
  traceId: defaulted(string(), "none"),
  /** When the message was queued; for a webhook, when the webhook arrived. */
  at: defaulted(string(), ""),
  /** The webhook's event. */
  scope: optional(string()),
  /** When the order changed according to the store, ISO, to the second. */
  changedAt: optional(string()),
  /** The order's new and previous status according to the webhook. */
  statusId: optional(integer()),
  previousStatusId: optional(integer()),
});
export type OrderMessage = Infer<typeof OrderMessage>;

export const toMessage = (
  { orderId, scope, createdAt, statusId, previousStatusId }: WebhookEvent,
  { traceId, at }: Pick<OrderMessage, "traceId" | "at">,
): OrderMessage => ({
  v: 1,
  orderId,
  reason: "webhook",
  traceId,
  at,
  scope,
  changedAt: createdAt,
  statusId,
  previousStatusId,
});

const delays: ReadonlyMap<string, number> = new Map([
  [Scope.CartConverted, 0],
  [Scope.OrderStatusUpdated, 3],
  [Scope.OrderArchived, 3],
]);

/**
 * How long the queue delays an event's message. A converted cart is a new order and is not delayed. The
 * events that accompany it, or our own status change, wait until the order is processed, and those that
 * accompany another status change wait for that: then the row answers them.
 */
export const deliveryDelaySeconds = ({ scope }: WebhookEvent): number => delays.get(scope) ?? 5;

/** A message, or why no attempt can ever read it. */
export const parseMessage = (body: string): OrderMessage | Failure => {
  const { value: message, mismatch } = parseAs(parseJson(body), OrderMessage);
  return mismatch ? invalidMessage(mismatch) : message;
};

const invalidMessage = ({ expected, path, got }: Mismatch): Failure => {
  const shown = got === undefined ? "nothing" : describeType(got);
  const where = path === "" ? "as JSON" : `at ${path}`;
  return new Failure(
    "message.invalid",
    `The message is invalid: expected ${expected} ${where}, got ${shown}`,
  );
};

/** The message attribute of a dead letter, which the message keeps when it is redriven. */
export const reasonAttribute = "reason";

/** What the messages of one batch ask for one order. */
export interface OrderRequest {
  readonly traceId: string;
  /** When the first message was queued; empty where unknown. */
  readonly queuedAt: string;
  /** A converted cart announced the order, whose checkout may still be incomplete. */
  readonly isFromCheckout: boolean;
  /** A webhook or an operator asks, so that a parked order is retried too. */
  readonly isForced: boolean;
}

/** An event about an order that should exist already: where the order is unknown, nothing is left to do. */
export const isChangeEvent = ({ reason, scope = Scope.CartConverted }: OrderMessage): boolean =>
  reason === "webhook" && scope !== Scope.CartConverted && scope !== Scope.OrderCreated;

/** Only this event is not sent again when the shopper completes the checkout. */
export const isCheckoutEvent = ({ reason, scope = Scope.CartConverted }: OrderMessage): boolean =>
  reason === "webhook" && scope === Scope.CartConverted;

export const toRequest = (message: OrderMessage, isRedriven: boolean): OrderRequest => ({
  traceId: message.traceId,
  queuedAt: message.at,
  isFromCheckout: isCheckoutEvent(message),
  isForced: message.reason !== "poll" || isRedriven,
});

/** Several messages about one order become one request. */
export const mergeRequests = (a: OrderRequest | undefined, b: OrderRequest): OrderRequest => ({
  traceId: a?.traceId ?? b.traceId,
  queuedAt: [a?.queuedAt, b.queuedAt].filter(Boolean).sort()[0] ?? "",
  isFromCheckout: a?.isFromCheckout || b.isFromCheckout,
  isForced: a?.isForced || b.isForced,
});
