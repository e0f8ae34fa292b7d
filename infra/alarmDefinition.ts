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
  /** How often the poll runs. */
  readonly intervalMinutes: number;
  /** Told of dead letters. */
  readonly deadLetters: AlertTopic;
  /** Told of everything else. */
  readonly applicationErrors: AlertTopic;
  /** Where the runbooks are, of which each alarm names one. */
  readonly runbooksUrl: string;
}

/** An alarm, and its page of docs/runbooks. */
export interface AlarmDefinition extends Omit<AlarmArgs, "notify"> {
  readonly runbook: string;
  readonly notifiesDeadLetters?: boolean;
}

export type AlarmDefinitions = Readonly<Record<string, AlarmDefinition>>;
