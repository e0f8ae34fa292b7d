import type { Alert } from "../../../domain/alert";
import type { Alerts, Clock } from "../../../ports";

export type MemoryAlerts = Alerts & { readonly sent: readonly Alert[] };

/** The application-errors topic in memory, with its deduplication: one alert per cause and hour. */
export const memoryAlerts = (now: Clock): MemoryAlerts => {
  const sent: Alert[] = [];
  const published = new Set<string>();
  return {
    sent,
    async publish(alert) {
      const key = `${now().toISOString().slice(0, 13)} ${alert.cause}`;
      if (!published.has(key)) sent.push(alert);
      published.add(key);
    },
  };
};
