import type { SimulationContext } from "../engine/simulationContext";
import { type Invocation, type InvocationOutcome, invoke } from "./invocation";

/** The part of Lambda's context object that the handlers use. */
export interface LambdaContext {
  readonly getRemainingTimeInMillis: () => number;
}

export type Handler<Event, Result> = (event: Event, context: LambdaContext) => Promise<Result>;

/** Builds the handler of one container; `current` is the invocation that runs in the container. */
export type Compose<Event, Result> = (
  container: string,
  current: () => Invocation,
) => Handler<Event, Result>;

export interface LambdaFunction<Event, Result> {
  readonly invoke: (event: Event) => Promise<InvocationResult<Result>>;
}

export type InvocationResult<Result> = InvocationOutcome<Result> & { readonly invocation: string };

export interface LambdaSettings<Event, Result> {
  readonly name: string;
  readonly timeoutMs: number;
  readonly compose: Compose<Event, Result>;
}

interface Container<Event, Result> {
  readonly handler: Handler<Event, Result>;
  readonly enter: (invocation: Invocation) => void;
}

/** A function whose containers are reused until they crash or are replaced. */
export const lambdaFunction = <Event, Result>(
  context: SimulationContext,
  { name, timeoutMs, compose }: LambdaSettings<Event, Result>,
): LambdaFunction<Event, Result> => {
  const { clock, faultInjector } = context;
  const idle: Container<Event, Result>[] = [];
  let containers = 0;
  let invocations = 0;

  const coldStart = (): Container<Event, Result> => {
    let current: Invocation | undefined;
    const handler = compose(`${name}-${(containers += 1)}`, () => {
      if (current) return current;
      throw new Error("No invocation runs in this container");
    });
    return { handler, enter: (invocation) => void (current = invocation) };
  };

  return {
    async invoke(event) {
      if (faultInjector.injects("container replaced")) idle.length = 0;
      const container = idle.pop() ?? coldStart();
      const settings = { name: `${name}#${(invocations += 1)}`, timeoutMs };
      const outcome = await invoke(context, settings, (invocation) => {
        container.enter(invocation);
        const remaining = (): number => invocation.deadline - clock.now();
        return container.handler(event, { getRemainingTimeInMillis: remaining });
      });
      if (outcome.kind !== "crashed") idle.push(container);
      return { ...outcome, invocation: settings.name };
    },
  };
};
