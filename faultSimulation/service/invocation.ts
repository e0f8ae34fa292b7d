import { Failure } from "../../domain/failure";
import type { Random } from "../../simulator/seededRandom";
import type { CalledPort } from "../world/faults";
import type { Trace } from "../engine/trace";
import type { VirtualClock } from "../engine/virtualClock";
import type { FaultInjector } from "../world/faultInjector";

/** What everything in a simulated run shares: one time, one source of chance, one record of events. */
export interface SimulationContext {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faultInjector: FaultInjector;
  readonly trace: Trace;
}

/** One run of a function. When it dies it never goes on: what it waits for never comes. */
export interface Invocation {
  readonly name: string;
  readonly deadline: number;
  readonly isAlive: () => boolean;
  /** Lets the virtual time pass that something takes. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Dies before or after a call, if the weather says so; then the answer never comes. */
  readonly crashPoint: (when: "before" | "after", port: CalledPort) => Promise<void>;
  /** Calls AWS: takes time both ways, may die or fail on either. */
  readonly call: <T>(port: CalledPort, call: string, effect: () => Promise<T>) => Promise<T>;
}

export type InvocationOutcome<T> =
  | { readonly kind: "returned"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "killed" };

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

interface Life {
  isAlive: boolean;
  readonly die: (how: string) => void;
}

/** How long a call to AWS takes one way: some milliseconds, and now and then much longer. */
const awsLegMs = (chance: Random): number =>
  chance.chance(0.01) ? chance.integer(200, 2_500) : chance.integer(1, 12);

const awsFailed = (port: string, call: string, how: string): Failure =>
  new Failure("aws.failed", `${port}.${call} failed: ${how}`);

const toInvocation = (
  { clock, random, faultInjector, trace }: SimulationContext,
  { name, deadline }: Pick<Invocation, "name" | "deadline">,
  life: Life,
): Invocation => {
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(clock.now() + ms, () => (life.isAlive ? resolve() : undefined));
    });
  const crashPoint = async (when: "before" | "after", port: CalledPort): Promise<void> => {
    if (!faultInjector.injects(`killed ${when} ${port}`)) return;
    life.die(`is killed ${when} ${port}`);
    await never();
  };
  return {
    name,
    deadline,
    sleep,
    crashPoint,
    isAlive: () => life.isAlive,
    async call(port, call, effect) {
      await sleep(awsLegMs(random));
      await crashPoint("before", port);
      if (faultInjector.injects("AWS call failed")) {
        trace.add(name, `${port}.${call} fails`);
        throw awsFailed(port, call, "ServiceUnavailable");
      }
      let result = await effect();
      if (faultInjector.injects("AWS call repeated")) result = await effect();
      await crashPoint("after", port);
      await sleep(awsLegMs(random));
      if (!faultInjector.injects("AWS answer lost")) return result;
      trace.add(name, `${port}.${call} took effect, its answer is lost`);
      throw awsFailed(port, call, "TimeoutError");
    },
  };
};

/** Runs a handler as Lambda does: until it returns, fails, dies or its time is up. */
export const invoke = <T>(
  surroundings: SimulationContext,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
  handler: (invocation: Invocation) => Promise<T>,
): Promise<InvocationOutcome<T>> =>
  new Promise((resolve) => {
    const { clock, random, faultInjector, trace } = surroundings;
    const deadline = clock.now() + timeoutMs;
    const end = (ending: InvocationOutcome<T>): void => {
      if (!life.isAlive) return;
      life.isAlive = false;
      cancel();
      resolve(ending);
    };
    const isNoticedAtOnce = random.chance(0.5);
    const life: Life = {
      isAlive: true,
      die(how) {
        trace.add(name, how);
        life.isAlive = false;
        faultInjector.count(
          isNoticedAtOnce ? "death noticed at once" : "death noticed at the time-out",
        );
        if (!isNoticedAtOnce) return;
        cancel();
        resolve({ kind: "killed" });
      },
    };
    const cancel = clock.schedule(deadline, () => {
      if (life.isAlive) trace.add(name, "is killed at its time-out");
      life.isAlive = false;
      resolve({ kind: "killed" });
    });
    handler(toInvocation(surroundings, { name, deadline }, life)).then(
      (value) => end({ kind: "returned", value }),
      (error: unknown) => end({ kind: "failed", error }),
    );
  });
