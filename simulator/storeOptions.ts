import type { ApiAccount } from "./api/accounts";
import type { Behaviour } from "./behaviour";
import type { Clock } from "./clock";
import type { QuotaOptions } from "./api/quota";
import type { WebhookSender } from "./hooks/webhookSender";

export interface StoreOptions {
  readonly hash: string;
  readonly token: string;
  /** How many orders the store opens with; none if absent. */
  readonly orders?: number;
  /** The same seed gives the same orders; 1 if absent. */
  readonly seed?: number;
  /** Time that runs by itself; `clock` for time that a test moves. */
  readonly now?: () => Date;
  readonly clock?: Clock;
  /** The opening orders were all created within this time before now; 90 if absent. */
  readonly spanMinutes?: number;
  /** 150 requests per 30 s if absent. */
  readonly quota?: QuotaOptions;
  /** How long every answer takes; no time if absent. */
  readonly latencyMs?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Further API accounts of the store. */
  readonly accounts?: readonly ApiAccount[];
  readonly behaviour?: Partial<Behaviour>;
  /** Where links in orders point. */
  readonly linkBase?: string;
  /** Takes webhooks to their receiver; over the network if absent. */
  readonly sendWebhook?: WebhookSender;
}
