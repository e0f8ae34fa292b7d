import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../../local/embeddedCloud";
import { localSettings } from "../../local/localSettings";
import { type LogEntry, parseLogEntry } from "../../local/start/logEntry";
import { noWebhooksEnvironment } from "../../local/start/noWebhooksEnvironment";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { startStoreServer } from "../../simulator/storeServer";

/** The whole service on the embedded cloud, with a simulated store of unlimited quota. */
export interface BenchCloud {
  readonly stack: DeclaredStack;
  readonly cloud: EmbeddedCloud;
  readonly store: SimulatedStore;
  /** Adds a listener to the entries that the functions log. */
  readonly onLogEntry: (listener: (entry: LogEntry) => void) => void;
  readonly stop: () => Promise<void>;
}

export interface BenchCloudOptions {
  /** Initial orders of the store. */
  readonly orders?: number;
  /** Of each request to the store; zero if absent. */
  readonly latencyMs?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

const hash = "abc123";
const token = "simulated-token";
export const webhookSecret = "webhook-secret-of-the-bench";
const unlimitedQuota = { requests: 1_000_000_000, windowMs: 30_000 };
const dayMs = 86_400_000;

export const benchSettings = (apiUrl: string): Readonly<Record<string, string>> => ({
  ...localSettings,
  apiUrl,
  storeHash: hash,
  accessToken: token,
  webhookSecret,
  acknowledge: "on",
  startFrom: new Date(Date.now() - dayMs).toISOString(),
});

/** Registers no webhooks at the store: the bench sends every webhook itself. */
const startBenchCloud = async (options: BenchCloudOptions = {}): Promise<BenchCloud> => {
  const { orders, latencyMs, settings } = options;
  const server = await startStoreServer({ hash, token, orders, latencyMs, quota: unlimitedQuota });
  const listeners: ((entry: LogEntry) => void)[] = [];
  try {
    const config = { ...benchSettings(server.url), ...settings };
    const stack = await declareStack({ stack: "dev", config });
    const cloud = await startEmbeddedCloud({
      stack,
      registersWebhooks: false,
      env: noWebhooksEnvironment,
      onLog: (line) => {
        const entry = parseLogEntry(line);
        if (entry) for (const listen of listeners) listen(entry);
      },
    });
    return {
      stack,
      cloud,
      store: server.store,
      onLogEntry: (listener) => void listeners.push(listener),
      stop: async () => {
        await cloud.stop();
        await server.close();
      },
    };
  } catch (problem) {
    await server.close();
    throw problem;
  }
};

/** Measures on a cloud of its own, and stops the cloud afterwards. */
export const withBenchCloud = async <T>(
  options: BenchCloudOptions,
  measure: (service: BenchCloud) => Promise<T>,
): Promise<T> => {
  const service = await startBenchCloud(options);
  try {
    return await measure(service);
  } finally {
    await service.stop();
  }
};
