import { Failure } from "../../domain/failure";
import { awsAttempts, awsRequestMs } from "../../domain/timeLimits";
import type { Random } from "../../simulator/seededRandom";
import type { SimulationContext } from "../engine/simulationContext";
import type { CalledPort } from "../world/faults";

/** One invocation of a function. After a crash it never continues: what it awaits never settles. */
export interface Invocation {
  readonly name: string;
  readonly deadline: number;
  /** Takes that much virtual time. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Crashes before or after a call, if that fault is injected. */
  readonly crashPoint: (when: "before" | "after", port: CalledPort) => Promise<void>;
  /** Calls AWS with latency both ways; either way may fail or crash. */
  readonly call: <T>(port: CalledPort, method: string, effect: () => Promise<T>) => Promise<T>;
}

export type InvocationOutcome<T> =
  | { readonly kind: "returned"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "crashed" };

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

interface Process {
  isAlive: boolean;
  readonly crash: (where: string) => void;
}

/** Milliseconds one way, with a long tail. */
const awsLatencyMs = (random: Random): number =>
  random.chance(0.01) ? random.integer(200, 2_500) : random.integer(1, 12);

const awsFailure = (port: string, method: string, reason: string): Failure =>
  new Failure("aws.failed", `${port}.${method} failed: ${reason}`);

const toInvocation = (
  { clock, random, faultInjector, trace }: SimulationContext,
  { name, deadline }: Pick<Invocation, "name" | "deadline">,
  process: Process,
): Invocation => {
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(clock.now() + ms, () => (process.isAlive ? resolve() : undefined));
    });
  const crashPoint = async (when: "before" | "after", port: CalledPort): Promise<void> => {
    if (!faultInjector.injects(`crashed ${when} ${port}`)) return;
    process.crash(`${when} ${port}`);
    await never();
  };
  /** The client sends a request again that gets no response in time, and gives up after its last attempt. */
  const awaitRetries = async (port: CalledPort, method: string): Promise<void> => {
    const unanswered = random.integer(1, awsAttempts);
    trace.add(name, `${port}.${method} gets no response, ${unanswered} times`);
    await sleep(unanswered * awsRequestMs);
    if (unanswered === awsAttempts) throw awsFailure(port, method, "TimeoutError");
  };
  return {
    name,
    deadline,
    sleep,
    crashPoint,
    async call(port, method, effect) {
      await sleep(awsLatencyMs(random));
      await crashPoint("before", port);
      if (faultInjector.injects("AWS call failed")) {
        trace.add(name, `${port}.${method} fails`);
        throw awsFailure(port, method, "ServiceUnavailable");
      }
      if (faultInjector.injects("AWS silent")) await awaitRetries(port, method);
      let result = await effect();
      if (faultInjector.injects("AWS call repeated")) result = await effect();
      await crashPoint("after", port);
      await sleep(awsLatencyMs(random));
      if (!faultInjector.injects("AWS response lost")) return result;
      trace.add(name, `${port}.${method} takes effect, its response is lost`);
      throw awsFailure(port, method, "TimeoutError");
    },
  };
};

/** Invokes a handler as Lambda does: until it returns, fails, crashes or times out. */
export const invoke = <T>(
  context: SimulationContext,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
  handler: (invocation: Invocation) => Promise<T>,
): Promise<InvocationOutcome<T>> =>
  new Promise((resolve) => {
    const { clock, random, faultInjector, trace } = context;
    const deadline = clock.now() + timeoutMs;
    const end = (outcome: InvocationOutcome<T>): void => {
      if (!process.isAlive) return;
      process.isAlive = false;
      cancelTimeout();
      resolve(outcome);
    };
    const isDetectedAtOnce = random.chance(0.5);
    const process: Process = {
      isAlive: true,
      crash(where) {
        trace.add(name, `crashes ${where}`);
        process.isAlive = false;
        faultInjector.count(
          isDetectedAtOnce ? "crash detected at once" : "crash detected at the timeout",
        );
        if (!isDetectedAtOnce) return;
        cancelTimeout();
        resolve({ kind: "crashed" });
      },
    };
    const cancelTimeout = clock.schedule(deadline, () => {
      if (process.isAlive) trace.add(name, "times out");
      process.isAlive = false;
      resolve({ kind: "crashed" });
    });
    handler(toInvocation(context, { name, deadline }, process)).then(
      (value) => end({ kind: "returned", value }),
      (error: unknown) => end({ kind: "failed", error }),
    );
  });
