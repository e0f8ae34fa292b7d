import type { Alert } from "./domain/alert";
import type { StatusChange } from "./domain/backfill";
import type { Circuit } from "./domain/circuit";
import type { ClockSkew } from "./domain/clockSkew";
import type { Failure, FailureCode } from "./domain/failure";
import type { LogEvent } from "./domain/logEvent";
import type { MissingLooks } from "./domain/missingOrder";
import type { Order, Part } from "./domain/order";
import type { OrderMessage } from "./domain/orderMessage";
import type { OrderSnapshot, ParkRequest, PartialSnapshot, Replication } from "./domain/record";
import type { DesiredWebhook, RegisteredWebhook, WebhookAdmin } from "./domain/registeredWebhook";
import type { AlertTopicName } from "./domain/alertTopicName";
import type { Checkpoint, Sweep } from "./domain/sweep";
import type { WebhookSecrets } from "./domain/webhookAuth";
import type { AuthenticEvent, EventTrace } from "./domain/webhookVerification";

export type Clock = () => Date;

export type NewId = () => string;

/** Uniform in [0, 1). */
export type Random = () => number;

/** One JSON line per decision. Ids yes, personal data no. */
export type Log = (
  event: LogEvent,
  fields: Readonly<Record<string, unknown>>,
  level?: "info" | "warn" | "error",
) => void;

/**
 * The BigCommerce store, for one invocation. Reads wait for the quota and are retried within the
 * deadline; every method throws a `store.*` Failure when the store cannot or will not respond.
 */
export interface Store {
  /** How many orders each status holds, advisory, and the skew of the store's clock. */
  countOrders(probe?: Probe): Promise<OrderCount>;
  /** One page of at most 250 orders of a sweep, ascending, from `minId` on; its elements unchecked. */
  listOrders(sweep: Partial<Sweep>, minId: number, part?: ListPart): Promise<readonly unknown[]>;
  /** Orders with their line items, of all ids between two at most 250 apart; unchecked. */
  readOrders(minId: number, maxId: number, probe?: Probe): Promise<OrdersReading>;
  /**
   * One order with its line items. Undefined where the store has none: it responds to others, and neither
   * has the order nor lists it.
   * @throws Failure `order.missing` where the store lists the order and does not return it
   */
  readOrder(id: number, probe?: Probe): Promise<OrderReading | undefined>;
  /** Every line item; a known total of items saves the request for the page after the last. */
  readProducts(orderId: number, itemsTotal?: number): Promise<readonly Part[]>;
  readShippingAddresses(orderId: number): Promise<readonly Part[]>;
  readCoupons(orderId: number): Promise<readonly Part[]>;
  /**
   * Sets the status and nothing else. Never waits, never retries and sends nothing after `notAfter`, so
   * that no status is written on a stale read. No quota, no time and no response are outcomes.
   */
  setStatus(id: number, statusId: number, notAfter: Date): Promise<StatusChangeResult>;
  /**
   * Waits until the quota has a budget for orders to be read and written, and returns how many. Waits
   * belong before a read: between a read and its write they would make the read stale.
   */
  awaitBudget(): Promise<number>;
  /** Whether a request would go out now, without a wait. */
  canSendNow(): boolean;
  readonly webhooks: Webhooks;
}

/** A read that is not retried: its caller reacts to `store.unavailable` with another read. */
export interface Probe {
  /** How many probes failed in a row before; the backoff after this one grows with them. */
  readonly failures: number;
  /** Sent once even where the quota refuses the probe. */
  readonly isSingle?: boolean;
}

/** A part of a page. */
export interface ListPart {
  readonly maxId?: number;
  readonly limit?: number;
  /** Descending. */
  readonly newestFirst?: boolean;
  readonly probe?: Probe;
}

/**
 * BigCommerce's webhooks. An API account sees only its own. Each call is idempotent.
 * @throws Failure `store.*`, with the request and what came back
 */
export interface Webhooks {
  list(): Promise<readonly RegisteredWebhook[]>;
  /** BigCommerce's own view: status of each webhook, and blocked domains. */
  admin(): Promise<WebhookAdmin>;
  /** Returns a refusal, which may mean that such a webhook exists already. */
  create(desired: DesiredWebhook): Promise<Failure | undefined>;
  /** False when the webhook no longer exists. */
  update(id: number, desired: DesiredWebhook): Promise<boolean>;
  remove(id: number): Promise<void>;
}

/** When the request for what was read was sent, and the skew of the store's clock by the response's date. */
export interface ReadingTime {
  readonly readAt: Date;
  /** Undefined where the response had no date. */
  readonly clockSkew?: ClockSkew;
}

/** Orders as read, unchecked. */
export interface OrdersReading extends ReadingTime {
  readonly orders: readonly unknown[];
}

/** An order as read. */
export interface OrderReading extends ReadingTime {
  readonly order: Order;
}

export type StatusChangeResult =
  | ({ readonly kind: "responded" } & OrderReading)
  /** Outcome unknown: re-read the order to see whether the status was set. */
  | { readonly kind: "unknown"; readonly failure: Failure };

export interface OrderCount {
  readonly byStatus: Readonly<Record<string, number>>;
  /** By the `Date` header; undefined when the store sent none. */
  readonly clockSkew?: ClockSkew;
}

/** Opens the store for one invocation, which ends by the deadline. */
export type OpenStore = (deadline: Date) => Store;

/** The lease that keeps other invocations from acknowledging an order, and the intent to do so. */
export interface Lease {
  /** The owner: one invocation. */
  readonly id: string;
  readonly acknowledgeAs: number;
  readonly at: Date;
  readonly until: Date;
  readonly traceId: string;
}

/**
 * The Orders table. Each write of a reading marks the row archived, or not, as the reading does.
 * @throws Failure `record.tooLarge` for what no row can hold
 */
export interface OrderRecords {
  /** The replication state of these orders, each given once; orders without a row are left out. */
  find(ids: readonly number[]): Promise<ReadonlyMap<number, Replication>>;
  /**
   * Writes snapshot, intent and lease as one. False, with nothing written, when another invocation's
   * lease is live, the order is acknowledged already, or the row holds a newer reading.
   */
  claim(snapshot: OrderSnapshot, lease: Lease): Promise<boolean>;
  /**
   * Records that a leased order was acknowledged, with the order's own fields from the store's response.
   * False when the lease was lost.
   */
  confirm(snapshot: PartialSnapshot, lease: Lease): Promise<boolean>;
  /**
   * Resolves an intent whose outcome was unknown and is shown by a fresh reading, of a parked order too;
   * false while another invocation's lease is live.
   */
  resolveIntent(
    id: number,
    as: "acknowledged" | "left",
    by: { readonly claimId: string; readonly at: Date },
  ): Promise<boolean>;
  /** Newest wins: false when the row holds a newer reading. The replication state stays. */
  save(snapshot: OrderSnapshot): Promise<boolean>;
  /** Marks an order that the store no longer has as archived; the data stays. */
  archive(id: number, at: Date): Promise<void>;
  /**
   * Marks an order parked, unless another invocation's lease is live or the order is acknowledged. A
   * lease stays until it expires: its status change may still be under way.
   */
  park(request: ParkRequest): Promise<void>;
  /** As `save`, and the order counts as replicated without being acknowledged. */
  replicate(snapshot: OrderSnapshot, traceId: string): Promise<boolean>;
}

/** The circuit between this service and the store, which all invocations share. */
export interface StoreCircuit {
  /** Undefined where the circuit was never open. */
  find(): Promise<Circuit | undefined>;
  /** False, with nothing written, where another invocation wrote since `known` was found. */
  write(next: Circuit, known: Circuit | undefined): Promise<boolean>;
}

/** One chunk of a part of an order, in one version of the part. */
export interface ChunkKey {
  readonly orderId: number;
  readonly part: string;
  /** Versions sort by the order's date of modification. */
  readonly version: string;
  /** From 0. */
  readonly number: number;
}

/** The table of what the rows of the Orders table cannot hold. Each call is idempotent. */
export interface OrderChunks {
  put(key: ChunkKey, bytes: Uint8Array): Promise<void>;
  /** The chunks of this part whose versions sort before this version. */
  listBefore(version: Omit<ChunkKey, "number">): Promise<readonly ChunkKey[]>;
  remove(key: ChunkKey): Promise<void>;
  /** The chunks of a version in their order, as far as they are there. */
  read(version: Omit<ChunkKey, "number">): Promise<readonly Uint8Array[]>;
}

/** The Orders table, for the import of orders of another system. */
export interface ImportedOrders {
  /**
   * Records an order that another system acknowledged, so that this service never acknowledges the order.
   * A newer reading in the row stays. False, with nothing written, when the order is acknowledged already
   * or a lease on the order is live.
   */
  importAcknowledged(
    snapshot: OrderSnapshot,
    by: { readonly traceId: string; readonly at: Date },
  ): Promise<boolean>;
}

/** The Orders table of order-replication-sample. */
export interface SampleItems {
  /** Every item once, in no order, a page at a time; unchecked. */
  pages(): AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
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
  /** Stores an event that was queued, once: a duplicate changes nothing. */
  add(event: AuthenticEvent, arrival: { at: Date; traceId: string; why: string }): Promise<void>;
}

/** The Webhooks table, for what it says of an order's past. */
export interface WebhookHistory {
  /** The status changes that webhooks announced; empty where none was received. */
  statusChanges(orderId: number): Promise<readonly StatusChange[]>;
}

/** The Orders queue, for its producers. */
export interface OrderQueue {
  /** Resolves only when every message was accepted; consumers receive them after the delay. */
  send(messages: readonly OrderMessage[], delaySeconds?: number): Promise<void>;
}

/** Claims, per order, the one message that is BigCommerce's event about our own status change. */
export interface OwnEvents {
  /** True for one trace id of an order, however often that trace id claims. */
  claim(orderId: number, traceId: string): Promise<boolean>;
}

/** A look for an order that the store did not have. */
export interface MissingLook {
  readonly at: Date;
  /** When the order was last read, according to its record. */
  readonly foundAt?: string;
}

/** Counts the looks for missing orders; receives of a message count outages and other failures as well. */
export interface MissingOrders {
  /** Returns the series that the look belongs to, whether or not the look was counted. */
  countLook(orderId: number, look: MissingLook): Promise<MissingLooks>;
}

/** A message as received from the Orders queue. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often the message was received, this time included. */
  readonly receiveCount: number;
  /** The message was dead-lettered by this service and came back. */
  readonly isRedriven: boolean;
}

/** The Orders queue, for its consumer. */
export interface OrderQueueConsumer {
  /** Up to this many further messages, ten at most; none when none is available now. */
  receive(max: number): Promise<readonly ReceivedMessage[]>;
  /** Deletes messages that `receive` returned: they are settled. */
  delete(messages: readonly ReceivedMessage[]): Promise<void>;
  /** Hides a message for a while, after which the message is delivered again. A deleted one stays deleted. */
  retryAfter(message: ReceivedMessage, seconds: number): Promise<void>;
  /** Sends a copy to the queue itself, delivered after at most 15 minutes, whose receives count anew. */
  requeue(message: ReceivedMessage, seconds: number): Promise<void>;
  /** Sends a copy to the dead-letter queue, with the reason as message attributes. */
  deadLetter(
    message: ReceivedMessage,
    reason: { code: FailureCode; message: string },
  ): Promise<void>;
}

/** Alerts to operators. */
export interface Alerts {
  /** Publishes at most one alert per cause and hour. */
  publish(alert: Alert): Promise<void>;
}

/** Who gets the e-mails of the alert topics. */
export interface Subscriptions {
  /** How many confirmed subscriptions a topic has; at none, nobody gets its e-mails. */
  countConfirmed(topic: AlertTopicName): Promise<number>;
}

/** Cached per container, for minutes; `fresh` reads past the cache. */
export type ReadWebhookSecrets = (options?: {
  readonly fresh?: boolean;
}) => Promise<WebhookSecrets>;
