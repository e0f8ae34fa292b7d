import { type AlertTopicName, alertTopicNames } from "../../domain/alertTopicName";
import { Failure } from "../../domain/failure";
import type { Log, Subscriptions } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";

export interface CountSubscriptionsPorts {
  readonly subscriptions: Subscriptions;
  readonly log: Log;
}

/**
 * Logs the confirmed subscriptions of both topics, from which metrics and alarms follow: the unsubscribe
 * link of an e-mail, which mail scanners open too, ends a subscription without a trace. Sends no alert,
 * which a topic without subscribers would swallow; nothing that fails here stops the poll.
 */
export const countSubscriptions = async (
  ports: CountSubscriptionsPorts,
  traceId: string,
): Promise<void> => {
  const { subscriptions } = ports;
  const counts = await Promise.all(
    alertTopicNames.map((topic) => resultOrFailure(() => subscriptions.countConfirmed(topic))),
  );
  for (const [index, topic] of alertTopicNames.entries())
    logCount(ports, traceId, topic, counts[index]);
};

const logCount = (
  { log }: CountSubscriptionsPorts,
  traceId: string,
  topic: AlertTopicName,
  confirmed: number | Failure | undefined,
): void => {
  if (!(confirmed instanceof Failure)) {
    const level = confirmed === 0 ? "warn" : "info";
    log("subscriptions.counted", { traceId, topic, confirmed }, level);
    return;
  }
  const { code, message, logFields } = confirmed;
  log("subscriptions.count-failed", { traceId, topic, code, error: message, ...logFields }, "warn");
};
