import type { Alert } from "./domain/alert";
import type { Failure, FailureCode } from "./domain/failure";
import type { RegisteredWebhook, WebhookAdmin, DesiredWebhook } from "./domain/registeredWebhook";
import type { OrderMessage } from "./domain/message";
import type { Order, Part } from "./domain/order";
import type { OrderSnapshot, PartialSnapshot, ParkRequest, Replication } from "./domain/record";
import type { Checkpoint, Sweep } from "./domain/sweep";
import type { AuthenticEvent, EventTrace } from "./domain/webhookVerification";
import type { WebhookSecrets } from "./domain/webhookAuth";

export type Clock = () => Date;

export type NewId = () => string;

/** Uniform in [0, 1). */
export type Random = () => number;

/** One JSON line per decision. Ids yes, personal data no. */
export type Log = (
  event: string,
  fields: Readonly<Record<string, unknown>>,
  level?: "info" | "warn" | "error",
) => void;

/**
 * The BigCommerce store, for one invocation. Reads wait for the quota and try again within the
 * deadline; every method throws a `store.*` Failure when the store cannot or will not answer.
 */
export interface Store {
  /** How many orders each status holds, advisory, and the store's own time of answering. */
  countOrders(): Promise<OrderCount>;
  /** One page of at most 250 orders of a sweep, ascending, from `minId` on; its elements unchecked. */
  listOrders(sweep: Partial<Sweep>, minId: number): Promise<readonly unknown[]>;
  /** Orders with their line items, of all ids between two at most 250 apart; unchecked. */
  readOrders(
    minId: number,
    maxId: number,
  ): Promise<{ readonly orders: readonly unknown[]; readonly readAt: Date }>;
  /** One order with its line items; undefined where the store knows none. */
  readOrder(id: number): Promise<OrderReading | undefined>;
  /** To the end, which is sooner found when it is known how many items there must be. */
  readProducts(orderId: number, itemsTotal?: number): Promise<readonly Part[]>;
  readShippingAddresses(orderId: number): Promise<readonly Part[]>;
  readCoupons(orderId: number): Promise<readonly Part[]>;
  /**
   * Sets the status and nothing else. Never waits, never tries again and sends nothing after that
   * date, so that no status is written on an old reading: when the store has no quota, no time or no
   * answer, that is an outcome.
   */
  setStatus(id: number, statusId: number, notAfter: Date): Promise<StatusChangeResult>;
  /**
   * Waits until the quota has room for orders to be read and written to, and says for how many. Waits
   * belong before a reading: between it and a write they would make it old.
   */
  awaitBudget(): Promise<number>;
  /** Whether a request would go out now, without a wait. */
  canSendNow(): boolean;
  readonly webhooks: Webhooks;
}

/**
 * BigCommerce's webhooks. An API account sees its own and no others. Each call may be repeated.
 * @throws Failure `store.*`, naming what was asked and what came
 */
export interface Webhooks {
  list(): Promise<readonly RegisteredWebhook[]>;
  /** What BigCommerce itself thinks of them. */
  admin(): Promise<WebhookAdmin>;
  /** A refusal, as an answer, may mean that there is such a hook already. */
  create(wanted: DesiredWebhook): Promise<Failure | undefined>;
  /** False when there is no such hook any more. */
  update(id: number, wanted: DesiredWebhook): Promise<boolean>;
  /** One that is gone already stays so. */
  remove(id: number): Promise<void>;
}

/** An order, and when the request for it went out. */
export interface OrderReading {
  readonly order: Order;
  readonly readAt: Date;
}

export type StatusChangeResult =
  | ({ readonly kind: "responded" } & OrderReading)
  /** Perhaps set, perhaps not: only another look at the order tells. */
  | { readonly kind: "unknown"; readonly failure: Failure };

export interface OrderCount {
  readonly byStatus: Readonly<Record<string, number>>;
  /** From the `Date` header; undefined when the store sent none. */
  readonly storeTime?: Date;
}

/** Gives the store to one invocation, which ends by the deadline. */
export type OpenStore = (deadline: Date) => Store;

/** The intent to acknowledge, and the claim that keeps others from doing so meanwhile. */
export interface Lease {
  readonly id: string;
  readonly acknowledgeAs: number;
  readonly at: Date;
  readonly until: Date;
  readonly traceId: string;
}

/**
 * The Orders table. Each write of a reading marks the row archived, or not, as the reading says.
 * @throws Failure `record.tooLarge` for what no row can hold
 */
export interface OrderRecords {
  /** What is known of these orders' replication; orders without a row are left out. */
  find(ids: readonly number[]): Promise<ReadonlyMap<number, Replication>>;
  /**
   * Writes snapshot, intent and claim as one. False, with nothing written, when somebody else's claim
   * lives, the order is acknowledged already, or its row holds a newer reading.
   */
  claim(snapshot: OrderSnapshot, claim: Lease): Promise<boolean>;
  /**
   * Records that a claimed order was acknowledged, with the order's own fields as the store answered
   * them. False when the claim was lost.
   */
  confirm(reading: PartialSnapshot, claim: Lease): Promise<boolean>;
  /**
   * Ends an intent, of an order that was given up too, whose outcome a fresh reading showed; false while
   * somebody else's claim lives.
   */
  resolveIntent(
    id: number,
    as: "acknowledged" | "left",
    by: { readonly claimId: string; readonly at: Date },
  ): Promise<boolean>;
  /** Newest wins: false when the row holds a newer reading. The replication's state stays. */
  save(snapshot: OrderSnapshot): Promise<boolean>;
  /** Marks an order, that the store no longer knows, as archived; its data stays. */
  archive(id: number, at: Date): Promise<void>;
  /**
   * Marks an order as given up, unless somebody else is at work on it or it is acknowledged. A claim
   * stays until it ends: its status change may still be on its way.
   */
  park(parking: ParkRequest): Promise<void>;
  /** As `save`, and the order is replicated without being acknowledged. */
  replicate(snapshot: OrderSnapshot, traceId: string): Promise<boolean>;
}

/** What one poll did. */
export interface PollJob {
  readonly traceId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: "succeeded" | "failed";
  readonly acknowledge: string;
  readonly sweeps: readonly SweepResult[];
  readonly queued: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly error?: string;
}

export interface SweepResult extends Partial<Sweep> {
  readonly seen: number;
  readonly queued: number;
  readonly pages: number;
}

/** The Jobs table. */
export interface Jobs {
  checkpoint(): Promise<Checkpoint | undefined>;
  moveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  record(job: PollJob): Promise<void>;
}

/** The Webhooks table. */
export interface WebhookEvents {
  find(event: Pick<AuthenticEvent, "orderId" | "eventId">): Promise<EventTrace | undefined>;
  /** Keeps an event, that was queued for this reason, once; a repeat changes nothing. */
  add(event: AuthenticEvent, received: { at: Date; traceId: string; why: string }): Promise<void>;
}

/** The Orders queue, as its senders see it. */
export interface OrderQueue {
  /** Resolves only when every message was accepted; who takes them off sees them after the delay. */
  send(messages: readonly OrderMessage[], delaySeconds?: number): Promise<void>;
}

/** Remembers of each order which message was BigCommerce's echo of our acknowledging. */
export interface OwnEvents {
  /** True for one message of an order, however often it asks. */
  claim(orderId: number, traceId: string): Promise<boolean>;
}

/** A message as the processor got it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
  /** It comes from the dead letters, where this service had put it. */
  readonly isRedriven: boolean;
}

/** The Orders queue, as its consumer sees it. */
export interface OrderQueueConsumer {
  /** Up to so many further messages, ten at most; none when none is there right now. */
  receive(most: number): Promise<readonly ReceivedMessage[]>;
  /** Takes messages that `receive` brought out of the queue: they are done with. */
  delete(deliveries: readonly ReceivedMessage[]): Promise<void>;
  /** Hides a message for a while; it comes back after that. One that is gone already stays so. */
  retryAfter(delivery: ReceivedMessage, seconds: number): Promise<void>;
  /** Puts a copy on the dead-letter queue, with the reason beside it. */
  deadLetter(
    delivery: ReceivedMessage,
    reason: { code: FailureCode; message: string },
  ): Promise<void>;
}

/** People. */
export interface Alerts {
  /** Sends at most one alert per cause and hour. */
  publish(alert: Alert): Promise<void>;
}

/** As a container knows them, for minutes; `fresh` asks for those of this moment. */
export type ReadWebhookSecrets = (options?: {
  readonly fresh?: boolean;
}) => Promise<WebhookSecrets>;
