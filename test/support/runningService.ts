import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { DeclaredStack } from "../../local/declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../../local/embeddedCloud";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { StoreOptions } from "../../simulator/storeOptions";
import { startStoreServer } from "../../simulator/storeServer";
import { clientSettings } from "./clientSettings";
import {
  ownSettings,
  plantedSecrets,
  recordedStack,
  types,
  withoutConsumers,
} from "./recordedStack";
import { devValues } from "./stackFiles";

export type Row = Readonly<Record<string, unknown>>;

/** The whole service: the declared resources on the embedded cloud, beside a simulated store. */
export interface RunningService {
  readonly store: SimulatedStore;
  /** The address of the store's API. */
  readonly storeUrl: string;
  readonly cloud: EmbeddedCloud;
  /** The stack that the cloud runs. */
  readonly declared: DeclaredStack;
  /** The log of every function, one JSON line each. */
  readonly logs: readonly string[];
  readonly poll: () => Promise<unknown>;
  /** All rows of a table, by logical name. */
  readonly rows: (table: "orders" | "jobs" | "webhooks") => Promise<Row[]>;
  /** A POST to the webhook URL, which anybody can send. */
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

export interface ServiceOptions {
  readonly store?: Partial<StoreOptions>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Divides the declared times of SQS and alarms. */
  readonly timeFactor?: number;
  /** Additional environment variables for every function. */
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the declared stack before the cloud starts. */
  readonly adapt?: (declared: DeclaredStack) => DeclaredStack;
}

/**
 * One declaration serves all journeys, whatever its owner has made of the stack file; the functions get the
 * store's real URL from their environment.
 */
const journeySettings = { ...devValues, apiUrl: "http://127.0.0.1:1" };

const withStoreApi = (apiUrl: string, stack: DeclaredStack): DeclaredStack => ({
  ...stack,
  resources: stack.resources.map((resource) =>
    resource.type === types.webhook
      ? { ...resource, inputs: { ...resource.inputs, apiUrl } }
      : resource,
  ),
});

export const startService = async (options: ServiceOptions = {}): Promise<RunningService> => {
  const { storeHash: hash } = ownSettings;
  const { accessToken: token } = plantedSecrets;
  const dayAgo = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const settings = { ...journeySettings, startFrom: dayAgo, ...options.settings };
  const [recorded, server] = await Promise.all([
    recordedStack("dev", settings).then(withoutConsumers),
    startStoreServer({ hash, token, ...options.store }),
  ]);
  const logs: string[] = [];
  const declared = options.adapt?.(recorded) ?? recorded;
  const cloud = await startEmbeddedCloud({
    stack: withStoreApi(server.url, declared),
    timeFactor: options.timeFactor ?? 1,
    env: { STORE_API_URL: server.url, ...options.env },
    onLog: ({ line }) => logs.push(line),
  }).catch(async (problem: Error) => {
    await server.close();
    throw problem;
  });
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud)));
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(cloud.webhookUrl, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    store: server.store,
    storeUrl: server.url,
    cloud,
    declared,
    logs,
    post,
    poll: () => cloud.runSchedule("poll-orders"),
    rows: async (table) => {
      const rows: Row[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const scan = { TableName: cloud.tableName(table), ConsistentRead: true };
        const page = await client.send(new ScanCommand({ ...scan, ExclusiveStartKey: from }));
        rows.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return rows;
    },
    stop: async () => {
      client.destroy();
      await cloud.stop();
      await server.close();
    },
  };
};
