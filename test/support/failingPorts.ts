import { Failure } from "../../domain/failure";
import type { StatusChangeResult } from "../../ports";

/** What a broken call fails with, which names it. */
export const injectedFailure = (call: string): Failure =>
  new Failure(call.startsWith("store.") ? "store.unavailable" : "aws.failed", `planted in ${call}`);

/** Asks nobody. */
const localMethods = new Set(["canSendNow", "webhooks", "sent", "rows", "polls"]);

/** Ports whose calls are counted by name, and fail while they are named in `broken`. */
export const failingPorts = () => {
  const failing = new Set<string>();
  const calls = new Set<string>();
  const call = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    calls.add(name);
    if (failing.has(name)) throw injectedFailure(name);
    return act();
  };
  /** By contract, this call tells in its answer that it failed. */
  const unanswered = (name: string): StatusChangeResult | undefined => {
    if (name !== "store.setStatus" || !failing.has(name)) return undefined;
    return { kind: "unknown", failure: injectedFailure(name) };
  };
  const port = <Port extends object>(of: string, target: Port): Port =>
    new Proxy(target, {
      get(_, property) {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== "function" || localMethods.has(String(property))) return method;
        const name = `${of}.${String(property)}`;
        return async (...args: unknown[]): Promise<unknown> =>
          unanswered(name) ??
          call(name, async () => Reflect.apply(method, target, args) as unknown);
      },
    });
  return { failing, calls, call, port };
};
