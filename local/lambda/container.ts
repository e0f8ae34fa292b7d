import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { readContainerLogs } from "./containerLogs";
import type {
  FunctionDefinition,
  FunctionError,
  InvocationResult,
  LogLine,
} from "./functionDefinition";
import { heapFlags } from "./heapFlags";
import type { Invocation, RuntimeApi } from "./runtimeApi";

export interface ContainerOptions {
  readonly definition: FunctionDefinition;
  readonly folder: string;
  /** The path of Node's executable. */
  readonly node: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly runtimeApi: RuntimeApi;
  readonly onLog: (entry: LogLine) => void;
}

export interface Container {
  readonly pid: number | undefined;
  /** False once the process has exited or is being killed. */
  readonly isAlive: () => boolean;
  /** One event at a time, as on AWS. */
  readonly run: (payload: string) => Promise<InvocationResult>;
  readonly stop: () => Promise<void>;
}

type Outcome = { readonly result: unknown } | { readonly error: FunctionError };

interface PendingInvocation {
  readonly requestId: string;
  readonly payload: string;
  readonly logs: string[];
  readonly resolve: (outcome: Outcome) => void;
  timer?: NodeJS.Timeout;
  isSent: boolean;
}

/**
 * Lambda's limit for the init phase. After that Lambda repeats the phase as a part of the first invocation,
 * within the function's timeout.
 */
const initTimeoutMs = 10_000;

const maxResponseBytes = 6_291_556;

const failure = (errorType: string, errorMessage: string): Outcome => ({
  error: { errorType, errorMessage },
});

const timedOut = (requestId: string, seconds: number): Outcome =>
  failure(
    "Sandbox.Timedout",
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );

const exited = (requestId: string, code: number | null, signal: string | null): Outcome => {
  const how = signal ? `signal: ${signal}` : `exit status ${code}`;
  return failure(
    "Runtime.ExitError",
    `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
  );
};

const parsedResponse = (body: string): Outcome =>
  Buffer.byteLength(body) > maxResponseBytes
    ? failure(
        "Function.ResponseSizeTooLarge",
        `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
      )
    : { result: JSON.parse(body) as unknown };

const parsedError = (body: string): Outcome => ({ error: JSON.parse(body) as FunctionError });

/** Reported by a process that is about to exit: its container takes no further event. */
const isFatal = (outcome: Outcome): boolean =>
  "error" in outcome && outcome.error.errorType.startsWith("Runtime.");

/** A process that runs the uploaded code and gets its events from the Runtime API. */
export const startContainer = (options: ContainerOptions): Container => {
  const { definition, folder, node, environment, runtimeApi, onLog } = options;
  const id = randomUUID();
  let alive = true;
  let pending: PendingInvocation | undefined;
  let send: ((invocation: Invocation) => void) | undefined;

  const child = spawn(
    node,
    [...heapFlags(definition.memoryMegabytes), path.join(__dirname, "bootstrap.js")],
    {
      cwd: folder,
      env: { ...environment, AWS_LAMBDA_RUNTIME_API: runtimeApi.addressOf(id) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const logs = readContainerLogs([child.stdout, child.stderr], (line) => {
    pending?.logs.push(line);
    onLog({ functionName: definition.name, requestId: pending?.requestId, line });
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));

  const kill = (): Promise<void> => {
    alive = false;
    runtimeApi.unregister(id);
    child.kill("SIGKILL");
    return closed;
  };

  const complete = async (requestId: string, outcome: Outcome, logsComplete: Promise<void>) => {
    const completed = pending;
    if (completed?.requestId !== requestId) return;
    clearTimeout(completed.timer);
    await Promise.race([logsComplete, closed]);
    if (pending === completed) pending = undefined;
    completed.resolve(outcome);
  };

  const timedOutInInit = (requestId: string): Outcome =>
    timedOut(requestId, definition.timeoutSeconds);
  const startTimeout = (milliseconds: number, outcome: (requestId: string) => Outcome): void => {
    const timed = pending;
    if (!timed) return;
    clearTimeout(timed.timer);
    timed.timer = setTimeout(() => {
      void complete(timed.requestId, outcome(timed.requestId), kill());
    }, milliseconds);
  };

  const start = (): void => {
    // The process may request the next event before all log lines of the last one are read.
    if (!pending || pending.isSent || !send) return;
    pending.isSent = true;
    const { requestId, payload } = pending;
    const timeoutMs = definition.timeoutSeconds * 1000;
    startTimeout(timeoutMs, (request) => timedOut(request, definition.timeoutSeconds));
    send({ requestId, payload, arn: definition.arn, deadlineMs: Date.now() + timeoutMs });
    send = undefined;
  };

  runtimeApi.register(id, {
    next: (deliver) => {
      send = deliver;
      start();
    },
    response: (request, body) => void complete(request, parsedResponse(body), logs.ended(request)),
    error: (request, body) => {
      const outcome = parsedError(body);
      void complete(request, outcome, isFatal(outcome) ? kill() : logs.ended(request));
    },
    initError: (body) => {
      if (pending) void complete(pending.requestId, parsedError(body), kill());
    },
  });
  child.once("exit", (code, signal) => {
    alive = false;
    runtimeApi.unregister(id);
    if (pending) void complete(pending.requestId, exited(pending.requestId, code, signal), closed);
  });

  return {
    pid: child.pid,
    isAlive: () => alive,
    stop: kill,
    run: (payload) => {
      const startedAt = performance.now();
      const requestId = randomUUID();
      const completed = new Promise<Outcome>((resolve) => {
        pending = { requestId, payload, logs: [], resolve, isSent: false };
      });
      const lines = pending?.logs ?? [];
      if (send) start();
      else startTimeout(initTimeoutMs + definition.timeoutSeconds * 1000, timedOutInInit);
      return completed.then((outcome) => ({
        requestId,
        ...outcome,
        logs: lines,
        durationMs: performance.now() - startedAt,
      }));
    },
  };
};
