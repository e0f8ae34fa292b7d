import {
  type InvocationOutcome,
  type Invocation,
  invoke,
  type SimulationContext,
} from "./invocation";

/** What Lambda tells a handler about its invocation. */
export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

export type Handler<Event, Result> = (event: Event, context: InvocationContext) => Promise<Result>;

/** Builds a handler for one container; `current` is the invocation that runs in it. */
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

/** A function with its containers: they are used again, until they die or are replaced. */
export const lambdaFunction = <Event, Result>(
  surroundings: SimulationContext,
  { name, timeoutMs, compose }: LambdaSettings<Event, Result>,
): LambdaFunction<Event, Result> => {
  const { clock, faultInjector } = surroundings;
  const idle: Container<Event, Result>[] = [];
  let containers = 0;
  let invocations = 0;

  const start = (): Container<Event, Result> => {
    let current: Invocation | undefined;
    const handler = compose(`${name}-${(containers += 1)}`, () => {
      if (current) return current;
      throw new Error("Nothing runs in this container");
    });
    return { handler, enter: (invocation) => void (current = invocation) };
  };

  return {
    async invoke(event) {
      if (faultInjector.injects("container replaced")) idle.length = 0;
      const container = idle.pop() ?? start();
      const settings = { name: `${name}#${(invocations += 1)}`, timeoutMs };
      const ending = await invoke(surroundings, settings, (invocation) => {
        container.enter(invocation);
        const remaining = (): number => invocation.deadline - clock.now();
        return container.handler(event, { getRemainingTimeInMillis: remaining });
      });
      if (ending.kind !== "killed") idle.push(container);
      return { ...ending, invocation: settings.name };
    },
  };
};
