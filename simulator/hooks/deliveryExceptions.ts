import type { Clock } from "../clock";
import { deliveryExceptionScope, hostnameOf, type Hook } from "./hook";
import type { JsonObject } from "../json";

/** What `store/hook/deliveryException` tells: will be retries again, was given up, domain is shut out. */
export type ExceptionCode = 90001 | 90002 | 90003;

const messages: Readonly<Record<ExceptionCode, (hook: Hook) => string>> = {
  90001: ({ destination }) =>
    `Non-200 response received when delivering to ${destination}, will retry`,
  90002: ({ destination }) =>
    `Attempts to deliver to ${destination} are exhausted, disabling the webhook`,
  90003: ({ destination }) => `Deliveries to ${hostnameOf(destination)} are blocked for 3 minutes`,
};

/** "Will retry" is told at most once in ten minutes for each domain. */
const quietMs = 600_000;

export type RaiseException = (hook: Hook, code: ExceptionCode) => void;

/** Trouble with delivering an exception raises none, or it would never end. */
export const deliveryExceptions = (
  clock: Clock,
  emit: (scope: string, data: JsonObject) => void,
): RaiseException => {
  const lastTold = new Map<string, number>();
  return (hook, code) => {
    if (hook.scope === deliveryExceptionScope) return;
    const domain = `${hook.clientId} ${hostnameOf(hook.destination)}`;
    if (code === 90001) {
      if (clock.now() - (lastTold.get(domain) ?? -Infinity) < quietMs) return;
      lastTold.set(domain, clock.now());
    }
    emit(deliveryExceptionScope, {
      type: "webhook",
      id: hook.id,
      error_code: code,
      message: messages[code](hook),
    });
  };
};
