import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type AccessControl, accessControl } from "./access/accessControl";
import { declaredAccess } from "./access/declaredAccess";
import type { CloudServices } from "./cloudServices";
import { type CloudResources, cloudResources } from "./cloudResources";
import type { DeclaredResource } from "./declareStack";
import type { Fields } from "./fields";
import { canWriteLogs } from "./lambda/canWriteLogs";
import type { InvocationResult, LogLine } from "./lambda/functionDefinition";
import { accessKeyOf } from "./lambda/functionEnvironment";
import { type Lambdas, startLambdas } from "./lambda/lambdas";
import { type NodeRuntime, nodeRuntime } from "./lambda/nodeRuntime";
import { accountId } from "./mockOutputs";
import { restoredTable } from "./restoredTable";
import type { AlarmState } from "./services/alarms";
import { declaredServices } from "./services/declaredServices";
import { dynamicProviders } from "./services/dynamicProviders";
import { functionService } from "./services/functions";
import { startGateway } from "./services/gateway";
import { type Mail, type Mailbox, mailbox as newMailbox } from "./services/mailbox";
import { startMessagingEmulator } from "./services/messagingEmulator";
import { metricService } from "./services/metrics";
import { parameterStore } from "./services/parameters";
import { type QueueDepth, queueService } from "./services/queues";
import { startRestServer } from "./services/restServer";
import { scheduleService } from "./services/schedules";
import type { MappingControl } from "./services/eventSourceMappings";
import { seededRandom } from "./services/seededRandom";
import { countInvocation, countResponse } from "./services/serviceMetrics";
import type { TableBackups } from "./services/tableRestores";
import { type TableObserver, tableService } from "./services/tables";
import { topicService } from "./services/topics";

export interface CloudOptions {
  readonly region: string;
  /** Of the program, and its settings by full key: dynamic providers read both. */
  readonly project?: string;
  readonly config?: Readonly<Record<string, string>>;
  /** Divides the declared times of SQS and alarms, and Lambda's delays between retries. */
  readonly timeFactor?: number;
  /** Determines the order and the duplicates of messages. */
  readonly seed?: number;
  readonly onLog?: (entry: LogLine) => void;
  readonly onMail?: (mail: Mail) => void;
  /** Additional variables for every function. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called once for each distinct request that no policy allows. */
  readonly onDenial?: (reason: string) => void;
  /** Called for what is declared but not emulated. */
  readonly onNote?: (text: string) => void;
  /** False for a store that cannot reach this machine; true by default. */
  readonly registersWebhooks?: boolean;
  /** Whether tables can be restored to a point in time: each write is kept in memory then. False by default. */
  readonly restoresTables?: boolean;
  /** Clouds of the same account in other regions, whose tables can be restored to this one. */
  readonly otherRegions?: readonly RegionalTables[];
  /** Runs the functions; by default that of FUNCTIONS_NODE. */
  readonly node?: NodeRuntime;
}

/** The tables of a region. */
export interface RegionalTables {
  readonly region: string;
  readonly resources: Pick<CloudResources, "find">;
  /** Undefined where no tables can be restored. */
  readonly backups: TableBackups | undefined;
}

export interface Cloud extends RegionalTables {
  /** Creates, updates and deletes resources; runs functions, mappings, schedules and alarms while they exist. */
  readonly resources: CloudResources;
  /** Replaces a URL of API Gateway by the one that serves it; returns any other text unchanged. */
  readonly localUrl: (url: string) => string;
  /** The `endpoint` for AWS clients, which may use any credentials. */
  readonly endpoint: string;
  /** The version of Node that runs the functions. */
  readonly nodeVersion: string;
  readonly mailbox: Mailbox;
  /** By logical name, physical name or ARN. */
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationResult>;
  /** Triggers a schedule now, by the rule's or its function's name; failures are retried as on AWS. */
  readonly runSchedule: (name: string) => Promise<InvocationResult>;
  /** The physical name of a declared table. */
  readonly tableName: (logicalName: string) => string;
  readonly queueUrl: (logicalName: string) => string;
  /** By logical name. */
  readonly queueDepths: () => Promise<Readonly<Record<string, QueueDepth>>>;
  /** Evaluates the declared policies and records each decision. */
  readonly access: AccessControl;
  /** By logical name. */
  readonly alarmStates: () => Readonly<Record<string, AlarmState>>;
  /** Process ids of a function's running containers. */
  readonly containers: (functionName: string) => readonly number[];
  readonly stop: () => Promise<void>;
}

interface StartedServices {
  readonly services: CloudServices;
  readonly endpoint: string;
  readonly mailbox: Mailbox;
  readonly stop: () => Promise<void>;
}

/** What requests change of the resources that exist. */
interface ResourceChanges {
  readonly list: () => readonly DeclaredResource[];
  readonly tables: TableObserver;
  readonly mappings: MappingControl;
}

const startServices = async (
  options: Required<CloudOptions>,
  changes: ResourceChanges,
): Promise<StartedServices> => {
  const { region, timeFactor, onDenial } = options;
  const access = accessControl({ access: declaredAccess([]), accountId, onDenial });
  const { denial } = access;
  const folder = await mkdtemp(path.join(tmpdir(), "embedded-cloud-"));
  const box = newMailbox(options.onMail);
  const emulator = await startMessagingEmulator(region);
  const tables = tableService({
    region,
    accountId,
    keepsWrites: options.restoresTables,
    observer: changes.tables,
    backupsOf: (other) => tablesIn(options.otherRegions, other)?.backups,
  });
  const queues = queueService({ emulator, timeFactor });
  const topics = topicService({ emulator, mailbox: box });
  const parameters = parameterStore(
    (name) => `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`,
  );
  const metrics = metricService();
  const lambdas: Lambdas = await startLambdas({
    folder,
    region,
    timeFactor,
    node: options.node.path,
    extraEnvironment: options.env,
    onLog: (entry) => {
      metrics.recordPrinted(entry.line);
      options.onLog(entry);
    },
    onResult: (name, result) => countInvocation(metrics, name, result),
    gatewayUrl: () => gateway.url,
    canWriteLogs: (definition) => canWriteLogs(access, definition, { region, accountId }),
  });
  const callerOf = (accessKey: string): string | undefined =>
    lambdas.all().find(({ definition }) => accessKeyOf(definition.name) === accessKey)?.definition
      .name;
  const gateway = await startGateway({
    services: {
      dynamodb: tables,
      ...declaredServices(changes.list, region),
      lambda: functionService(lambdas, changes.mappings, changes.list),
      sqs: queues,
      sns: topics,
      ssm: parameters,
    },
    callerOf,
    denial,
  });
  const rest = await startRestServer({
    region,
    accountId,
    denial,
    invoke: lambdas.invoke,
    onResponse: (stage, status) => countResponse(metrics, stage, status),
  });
  const schedules = scheduleService({
    region,
    accountId,
    denial,
    invoke: lambdas.invokeAsync,
    isFunction: (arn, name) => lambdas.find(arn).definition.logicalName === name,
  });
  const services: CloudServices = {
    region,
    accountId,
    timeFactor,
    random: seededRandom(options.seed),
    access,
    tables,
    queues,
    topics,
    parameters,
    metrics,
    lambdas,
    schedules,
    rest,
    apis: new Map(),
    eventSources: new Map(),
    alarms: new Map(),
    dynamicProviders: dynamicProviders(options),
    registersWebhooks: options.registersWebhooks,
    onNote: options.onNote,
  };
  // For a process that exits without stop(): containers exit by themselves once their host is gone.
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);
  const stop = async (): Promise<void> => {
    process.off("exit", removeFolder);
    schedules.stop();
    // Not awaited: stopping the functions ends their invocations.
    services.eventSources.forEach((source) => void source.stop().catch(() => undefined));
    services.alarms.forEach((alarm) => alarm.stop());
    await lambdas.stop();
    await Promise.all([rest.stop(), gateway.stop(), emulator.stop()]);
    removeFolder();
  };
  return { services, endpoint: gateway.url, mailbox: box, stop };
};

const once = (action: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
};

const queueType = "aws:sqs/queue:Queue";
const tableType = "aws:dynamodb/table:Table";
const mappingType = "aws:lambda/eventSourceMapping:EventSourceMapping";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

const withInput = (resource: DeclaredResource, input: Fields): DeclaredResource => ({
  ...resource,
  inputs: { ...resource.inputs, ...input },
  state: { ...resource.state, ...input },
});

const tablesIn = (clouds: readonly RegionalTables[], region: string): RegionalTables | undefined =>
  clouds.find((cloud) => cloud.region === region);

/** `resources` returns the resources that exist once the cloud has started. */
const resourceChanges = (
  { region, otherRegions = [] }: CloudOptions,
  resources: () => CloudResources,
): ResourceChanges => ({
  list: () => resources().list(),
  tables: {
    restored: (target, from) => {
      const tables =
        from.region === region ? resources() : tablesIn(otherRegions, from.region)?.resources;
      const source = tables?.find(tableType, from.table)?.inputs ?? {};
      resources().adopt(restoredTable(target, { source, region }));
    },
    deleted: (id) => resources().forget({ type: tableType, id }),
  },
  mappings: {
    list: () =>
      resources()
        .list()
        .filter(({ type }) => type === mappingType),
    setEnabled: (mapping, enabled) => resources().update(withInput(mapping, { enabled })),
  },
});

/** An embedded cloud without resources. */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const node = options.node ?? nodeRuntime(process.env);
  const program = { project: "", config: {} };
  const defaults = {
    ...program,
    timeFactor: 1,
    seed: 1,
    env: {},
    registersWebhooks: true,
    restoresTables: false,
    otherRegions: [],
  };
  const ignore = (): void => undefined;
  const callbacks = { onLog: ignore, onMail: ignore, onDenial: ignore, onNote: ignore };
  const changes = resourceChanges(options, () => resources);
  const started = await startServices({ ...defaults, ...callbacks, ...options, node }, changes);
  const { services, endpoint, mailbox } = started;
  const { access, queues, lambdas, schedules, alarms, rest } = services;
  const resources = cloudResources(services);
  const ofType = (type: string) => resources.list().filter((resource) => resource.type === type);
  return {
    resources,
    localUrl: rest.localUrl,
    region: options.region,
    backups: services.tables.backups,
    nodeVersion: node.version,
    endpoint,
    mailbox,
    // External resources are deleted first; a failure there must not keep the services running.
    stop: once(() => services.dynamicProviders.destroy().finally(started.stop)),
    access,
    invoke: lambdas.invoke,
    runSchedule: schedules.run,
    tableName: (name) => resources.named(tableType, name).id,
    queueUrl: (name) => resources.named(queueType, name).id,
    queueDepths: async () => {
      const depths = ofType(queueType).map(
        async ({ name, id }) => [name, await queues.depth(queues.find(id))] as const,
      );
      return Object.fromEntries(await Promise.all(depths));
    },
    alarmStates: () =>
      Object.fromEntries(
        ofType(alarmType).flatMap(({ name, state }) => {
          const alarm = alarms.get(String(state.name));
          return alarm ? [[name, alarm.state()] as const] : [];
        }),
      ),
    containers: (name) =>
      lambdas
        .find(name)
        .containers()
        .flatMap(({ pid }) => pid ?? []),
  };
};
