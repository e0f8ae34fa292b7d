import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Container, startContainer } from "./container";
import type { FunctionDefinition, InvocationResult, LogLine } from "./functionDefinition";
import { functionEnvironment } from "./functionEnvironment";
import { type FunctionPool, functionPool } from "./functionPool";
import { startRuntimeApi } from "./runtimeApi";

export interface LambdasOptions {
  /** The uploaded code is unpacked here. */
  readonly folder: string;
  /** The path of Node's executable. */
  readonly node: string;
  readonly region: string;
  /** Known only once the gateway listens. */
  readonly gatewayUrl: () => string;
  readonly extraEnvironment: Readonly<Record<string, string>>;
  readonly onLog: (entry: LogLine) => void;
  /** Whether the function's role may write its log. */
  readonly canWriteLogs: (definition: FunctionDefinition) => boolean;
  readonly onResult: (functionName: string, result: InvocationResult) => void;
  /** Divides the delays before retries of asynchronous invocations. */
  readonly timeFactor: number;
}

export interface Lambdas {
  readonly create: (definition: FunctionDefinition) => Promise<void>;
  readonly update: (definition: FunctionDefinition) => Promise<void>;
  readonly delete: (name: string) => Promise<void>;
  /** By logical name, physical name or ARN. */
  readonly find: (name: string) => FunctionPool;
  readonly invoke: (name: string, event: unknown) => Promise<InvocationResult>;
  /** Resolves with the first attempt's result; a failure is retried in the background. */
  readonly invokeAsync: (name: string, event: unknown) => Promise<InvocationResult>;
  readonly all: () => readonly FunctionPool[];
  readonly stop: () => Promise<void>;
}

/** AWS retries a failed asynchronous invocation after one minute and again after two more. */
const retryDelaysMs = [60_000, 120_000];

const unpack = async (folder: string, code: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(code)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
};

/** AWS Lambda: runs each function's uploaded code in separate processes. */
export const startLambdas = async (options: LambdasOptions): Promise<Lambdas> => {
  const runtimeApi = await startRuntimeApi();
  const pools: FunctionPool[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;
  let uploads = 0;

  const find = (name: string): FunctionPool => {
    const hasName = ({ definition }: FunctionPool): boolean =>
      [definition.logicalName, definition.name, definition.arn].includes(name);
    const pool = pools.find(hasName);
    if (!pool) throw new Error(`There is no function ${name}`);
    return pool;
  };
  /** Unpacks the code, and returns what starts a container with it. */
  const prepare = async (definition: FunctionDefinition): Promise<() => Container> => {
    uploads += 1;
    const folder = path.join(options.folder, `${definition.name}-${uploads}`);
    await unpack(folder, definition.code);
    const { node } = options;
    const onLog = (entry: LogLine): void => {
      if (options.canWriteLogs(definition)) options.onLog(entry);
    };
    return () => {
      const environment = functionEnvironment(definition, { ...options, folder });
      return startContainer({ definition, folder, node, environment, runtimeApi, onLog });
    };
  };
  const create: Lambdas["create"] = async (definition) => {
    const { name } = definition;
    const start = await prepare(definition);
    pools.push(functionPool(definition, start, (result) => options.onResult(name, result)));
  };
  const remove: Lambdas["delete"] = async (name) => {
    const pool = find(name);
    pools.splice(pools.indexOf(pool), 1);
    await pool.stop();
  };
  const invoke: Lambdas["invoke"] = (name, event) => find(name).invoke(event);
  const retry = (name: string, event: unknown, [delay, ...later]: readonly number[]): void => {
    // Stopping the cloud fails running invocations, which must not be retried.
    if (delay === undefined || isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void invoke(name, event).then(({ error }) => error && retry(name, event, later));
    }, delay / options.timeFactor);
    timers.add(timer);
  };

  return {
    create,
    update: async (definition) =>
      find(definition.name).update(definition, await prepare(definition)),
    delete: remove,
    find,
    invoke,
    invokeAsync: async (name, event) => {
      const result = await invoke(name, event);
      if (result.error) retry(name, event, retryDelaysMs);
      return result;
    },
    all: () => pools,
    stop: async () => {
      isStopped = true;
      timers.forEach(clearTimeout);
      await Promise.all(pools.map((pool) => pool.stop()));
      await runtimeApi.stop();
    },
  };
};
