import type { Alert } from "../../../domain/alert";
import type { Alerts, Clock } from "../../../ports";

export type MemoryAlerts = Alerts & { readonly sent: readonly Alert[] };

/** The application-errors topic in memory: one alert per cause and hour. */
export const memoryAlerts = (now: Clock): MemoryAlerts => {
  const sent: Alert[] = [];
  const known = new Set<string>();
  return {
    sent,
    async publish(alert) {
      const hour = `${now().toISOString().slice(0, 13)} ${alert.cause}`;
      if (!known.has(hour)) sent.push(alert);
      known.add(hour);
    },
  };
};
