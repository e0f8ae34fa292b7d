import type { ApiAccount } from "./api/accounts";
import type { QuotaOptions } from "./api/quota";
import type { Behaviour } from "./behaviour";
import type { Clock } from "./clock";
import type { WebhookSender } from "./hooks/webhookSender";

export interface StoreOptions {
  readonly hash: string;
  readonly token: string;
  /** Number of initial orders; 0 by default. */
  readonly orders?: number;
  /** The same seed gives the same orders; 1 by default. */
  readonly seed?: number;
  /** A source of wall-clock time; `clock` replaces it with time that a test advances. */
  readonly now?: () => Date;
  readonly clock?: Clock;
  /** All initial orders were created in this time before now; 90 by default. */
  readonly spanMinutes?: number;
  /** 150 requests per 30 s by default. */
  readonly quota?: QuotaOptions;
  /** Latency of each response; 0 by default. */
  readonly latencyMs?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Additional API accounts. */
  readonly accounts?: readonly ApiAccount[];
  readonly behaviour?: Partial<Behaviour>;
  /** Base URL of the links in orders. */
  readonly linkBase?: string;
  /** Sends webhooks to their receivers; over HTTP by default. */
  readonly sendWebhook?: WebhookSender;
}
