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
import { parseAs, describeType, type Mismatch } from "./validation";
import { Failure } from "./failure";
import { OrderId } from "./order";
import { parseJson } from "./parseJson";
import { Scope, type WebhookEvent } from "./webhookEvent";

/** What travels on the Orders queue: which order to look at, and why. The order itself is re-read. */
export const OrderMessage = type({
  v: literal(1),
  orderId: OrderId,
  /** `redrive`: a person asks, by the command that alerts and runbooks tell. */
  reason: enums(["poll", "webhook", "redrive"]),
  traceId: defaulted(string(), "none"),
  /** When it was queued; of a webhook, when it arrived. */
  at: defaulted(string(), ""),
  /** Which event a webhook told of. */
  scope: optional(string()),
  /** When the store says that the order changed, ISO, to the second. */
  changedAt: optional(string()),
  /** The status that a webhook told of, and the one before. */
  statusId: optional(integer()),
  previousStatusId: optional(integer()),
});
export type OrderMessage = Infer<typeof OrderMessage>;

/** What an event says to the processor. */
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
 * How long an event waits in the queue. A converted cart is a new order and waits for nothing. What
 * comes along with it, or in answer to our acknowledging, waits until that is done, and whatever
 * comes along with a change of status, waits for that: then the row can tell.
 */
export const deliveryDelaySeconds = ({ scope }: WebhookEvent): number => delays.get(scope) ?? 5;

/** A message, or why neither this nor any later try can read it. */
export const parseMessage = (body: string): OrderMessage | Failure => {
  const { value: message, mismatch } = parseAs(parseJson(body), OrderMessage);
  return mismatch ? invalidMessage(mismatch) : message;
};

const invalidMessage = ({ expected, path, got }: Mismatch): Failure => {
  const shown = got === undefined ? "nothing" : describeType(got);
  const where = path === "" ? "as JSON" : `at ${path}`;
  return new Failure(
    "message.invalid",
    `The message is not usable: expected ${expected} ${where}, got ${shown}`,
  );
};

/** The message attribute that a parked message bears, also when it comes back from the dead letters. */
export const reasonAttribute = "reason";

/** What the messages of one batch ask about one order. */
export interface OrderRequest {
  readonly traceId: string;
  /** When the first of them was queued; empty where none says. */
  readonly queuedAt: string;
  /** A converted cart announced it, so it may not be finished yet. */
  readonly isFromCheckout: boolean;
  /** A webhook or a person asks, so that an order that was parked is tried again. */
  readonly isForced: boolean;
}

/** Tells of an order that should be known already, so that there is nothing to do where it is not. */
export const isChangeEvent = ({ reason, scope = Scope.CartConverted }: OrderMessage): boolean =>
  reason === "webhook" && scope !== Scope.CartConverted && scope !== Scope.OrderCreated;

/** Other events come again when the shopper finishes the order. */
export const isCheckoutEvent = ({ reason, scope = Scope.CartConverted }: OrderMessage): boolean =>
  reason === "webhook" && scope === Scope.CartConverted;

export const toRequest = (message: OrderMessage, isRedriven: boolean): OrderRequest => ({
  traceId: message.traceId,
  queuedAt: message.at,
  isFromCheckout: isCheckoutEvent(message),
  isForced: message.reason !== "poll" || isRedriven,
});

/** Several messages about one order are one request, which asks for all that they ask for. */
export const mergeRequests = (a: OrderRequest | undefined, b: OrderRequest): OrderRequest => ({
  traceId: a?.traceId ?? b.traceId,
  queuedAt: [a?.queuedAt, b.queuedAt].filter(Boolean).sort()[0] ?? "",
  isFromCheckout: a?.isFromCheckout || b.isFromCheckout,
  isForced: a?.isForced || b.isForced,
});
