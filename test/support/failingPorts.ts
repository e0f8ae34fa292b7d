import { Failure } from "../../domain/failure";
import type { StatusChangeResult } from "../../ports";

/** The failure of a call that is made to fail; its message names the call. */
export const injectedFailure = (call: string): Failure =>
  new Failure(
    call.startsWith("store.") ? "store.unavailable" : "aws.failed",
    `injected in ${call}`,
  );

/** Methods and fields that make no call over the network. */
const localMethods = new Set(["canSendNow", "webhooks", "sent", "rows", "polls"]);

/** Wraps ports: records the names of their calls, and makes the calls in `failing` fail. */
export const failingPorts = () => {
  const failing = new Set<string>();
  const calls = new Set<string>();
  const call = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    calls.add(name);
    if (failing.has(name)) throw injectedFailure(name);
    return act();
  };
  /** By contract, `setStatus` returns an unknown outcome instead of throwing. */
  const unknownOutcome = (name: string): StatusChangeResult | undefined => {
    if (name !== "store.setStatus" || !failing.has(name)) return undefined;
    return { kind: "unknown", failure: injectedFailure(name) };
  };
  const port = <Port extends object>(portName: string, target: Port): Port =>
    new Proxy(target, {
      get(_, property) {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== "function" || localMethods.has(String(property))) return method;
        const name = `${portName}.${String(property)}`;
        return async (...args: unknown[]): Promise<unknown> =>
          unknownOutcome(name) ??
          call(name, async () => Reflect.apply(method, target, args) as unknown);
      },
    });
  return { failing, calls, call, port };
};
