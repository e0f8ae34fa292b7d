import type { AccessControl } from "./access/accessControl";
import type { Lambdas } from "./lambda/lambdas";
import type { Alarm } from "./services/alarms";
import type { ApiDefinition } from "./services/apiDefinition";
import type { EventSource } from "./services/eventSource";
import type { Metrics } from "./services/metrics";
import type { Parameters } from "./services/parameters";
import type { DynamicProviders } from "./services/dynamicProviders";
import type { Queues } from "./services/queues";
import type { RestServer } from "./services/restServer";
import type { Schedules } from "./services/schedules";
import type { Tables } from "./services/tables";
import type { Topics } from "./services/topics";

/** What declared resources are made of. */
export interface CloudServices {
  readonly region: string;
  readonly accountId: string;
  /** Divides the times that SQS and alarms are declared with. */
  readonly timeFactor: number;
  readonly random: () => number;
  readonly tables: Tables;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly parameters: Parameters;
  readonly metrics: Metrics;
  readonly lambdas: Lambdas;
  readonly schedules: Schedules;
  readonly rest: RestServer;
  readonly access: AccessControl;
  /** REST APIs by id, until a stage publishes them. */
  readonly apis: Map<string, { readonly name: string; readonly definition: ApiDefinition }>;
  readonly eventSources: EventSource[];
  readonly alarms: Alarm[];
  /** Where BigCommerce could not reach this machine, it is told of no webhooks. */
  readonly registersWebhooks: boolean;
  /** Told of what is declared, and not shown here. */
  readonly onNote: (what: string) => void;
  /** Runs a provider that is part of the program, as Pulumi would. */
  readonly dynamicProviders: DynamicProviders;
}
