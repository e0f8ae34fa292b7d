import type { CalledPort } from "../world/faults";
import type { Invocation } from "./invocation";

type Effect = () => Promise<unknown>;

/** Runs the effect of a call, or replaces the effect. */
export type Intercept = (
  method: string,
  args: readonly unknown[],
  effect: Effect,
) => Promise<unknown>;

const passThrough: Intercept = (_method, _args, effect) => effect();

/** Wraps a port so that each method becomes a call to AWS by the current invocation. */
export const interceptPort = <Port extends object>(
  name: CalledPort,
  port: Port,
  {
    current,
    intercept = passThrough,
  }: { readonly current: () => Invocation; readonly intercept?: Intercept },
): Port =>
  Object.fromEntries(
    Object.entries(port).map(([key, method]: [string, unknown]) => [
      key,
      typeof method === "function"
        ? (...args: unknown[]) =>
            current().call(name, key, () =>
              intercept(key, args, async () => Reflect.apply(method, port, args) as unknown),
            )
        : method,
    ]),
  ) as Port;
