import type { Clock } from "../clock";
import type { JsonObject } from "../json";
import { deliveryExceptionScope, type Hook, hostnameOf } from "./hook";

/** The codes of `store/hook/deliveryException`: will retry, retries exhausted, domain blocked. */
export type ExceptionCode = 90001 | 90002 | 90003;

const messages: Readonly<Record<ExceptionCode, (hook: Hook) => string>> = {
  90001: ({ destination }) =>
    `Non-200 response received when delivering to ${destination}, will retry`,
  90002: ({ destination }) =>
    `Attempts to deliver to ${destination} are exhausted, disabling the webhook`,
  90003: ({ destination }) => `Deliveries to ${hostnameOf(destination)} are blocked for 3 minutes`,
};

/** "Will retry" is sent at most once in ten minutes for each domain. */
const suppressionMs = 600_000;

export type RaiseException = (hook: Hook, code: ExceptionCode) => void;

/** A failed delivery of an exception raises no other exception, which would recurse without end. */
export const deliveryExceptions = (
  clock: Clock,
  emit: (scope: string, data: JsonObject) => void,
): RaiseException => {
  const lastSentAt = new Map<string, number>();
  return (hook, code) => {
    if (hook.scope === deliveryExceptionScope) return;
    const domain = `${hook.clientId} ${hostnameOf(hook.destination)}`;
    if (code === 90001) {
      if (clock.now() - (lastSentAt.get(domain) ?? -Infinity) < suppressionMs) return;
      lastSentAt.set(domain, clock.now());
    }
    emit(deliveryExceptionScope, {
      type: "webhook",
      id: hook.id,
      error_code: code,
      message: messages[code](hook),
    });
  };
};
