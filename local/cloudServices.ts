import type { AccessControl } from "./access/accessControl";
import type { Lambdas } from "./lambda/lambdas";
import type { Alarm } from "./services/alarms";
import type { ApiDefinition } from "./services/apiDefinition";
import type { DynamicProviders } from "./services/dynamicProviders";
import type { EventSource } from "./services/eventSource";
import type { Metrics } from "./services/metrics";
import type { Parameters } from "./services/parameters";
import type { Queues } from "./services/queues";
import type { RestServer } from "./services/restServer";
import type { Schedules } from "./services/schedules";
import type { Tables } from "./services/tables";
import type { Topics } from "./services/topics";

/** The emulated services that declared resources are created in. */
export interface CloudServices {
  readonly region: string;
  readonly accountId: string;
  /** Divides the declared times of SQS and alarms. */
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
  /** REST APIs by id; a stage publishes them. */
  readonly apis: Map<string, { readonly name: string; readonly definition: ApiDefinition }>;
  /** By the mapping's id. */
  readonly eventSources: Map<string, EventSource>;
  /** By name. */
  readonly alarms: Map<string, Alarm>;
  /** False if the store cannot reach this machine. */
  readonly registersWebhooks: boolean;
  /** Called for what is declared but not emulated. */
  readonly onNote: (text: string) => void;
  /** Run as Pulumi would run them. */
  readonly dynamicProviders: DynamicProviders;
}
