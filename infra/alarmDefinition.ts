import type { AlarmArgs } from "./alarm";
import type { AlertTopic } from "./alertTopic";
import type { Endpoint } from "./endpoint";
import type { Lambda } from "./lambda";
import type { WorkQueue } from "./workQueue";

export interface MonitoringArgs {
  readonly pollOrders: Lambda;
  readonly receiveWebhook: Lambda;
  readonly processOrders: Lambda;
  readonly queue: WorkQueue;
  readonly endpoint: Endpoint;
  /** Minutes between two polls. */
  readonly intervalMinutes: number;
  /** Gets the alarms about dead letters, and the one about the subscriptions of the other topic. */
  readonly deadLetters: AlertTopic;
  /** Gets all other alarms. */
  readonly applicationErrors: AlertTopic;
  /** Location of the runbooks; each alarm links to one. */
  readonly runbooksUrl: string;
}

/** An alarm without its topic. */
export interface AlarmDefinition extends Omit<AlarmArgs, "notify"> {
  /** Name of its page in docs/runbooks. */
  readonly runbook: string;
  readonly notifiesDeadLetters?: boolean;
}

export type AlarmDefinitions = Readonly<Record<string, AlarmDefinition>>;
