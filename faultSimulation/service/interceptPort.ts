import type { CalledPort } from "../world/faults";
import type { Invocation } from "./invocation";

type Effect = () => Promise<unknown>;

/** Sees an effect take place. */
export type Interceptor = (
  call: string,
  args: readonly unknown[],
  effect: Effect,
) => Promise<unknown>;

const passThrough: Interceptor = (_call, _args, effect) => effect();

/** The same port, each of whose methods is a call to AWS by the invocation that makes it. */
export const interceptPort = <Port extends object>(
  name: CalledPort,
  port: Port,
  {
    current,
    watch = passThrough,
  }: { readonly current: () => Invocation; readonly watch?: Interceptor },
): Port =>
  Object.fromEntries(
    Object.entries(port).map(([call, method]: [string, unknown]) => [
      call,
      typeof method === "function"
        ? (...args: unknown[]) =>
            current().call(name, call, () =>
              watch(call, args, async () => Reflect.apply(method, port, args) as unknown),
            )
        : method,
    ]),
  ) as Port;
