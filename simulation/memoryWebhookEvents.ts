import type { AuthenticEvent } from "../domain/webhook";
import type { WebhookEvents } from "../ports";

export interface WebhookRow extends AuthenticEvent {
  readonly receivedAt: string;
  readonly traceId: string;
}

export type MemoryWebhookEvents = WebhookEvents & { readonly rows: () => readonly WebhookRow[] };

/** The Webhooks table in memory. */
export const memoryWebhookEvents = (): MemoryWebhookEvents => {
  const rows = new Map<string, WebhookRow>();
  return {
    rows: () => [...rows.values()],
    async add(event, { at, traceId }) {
      const key = `${event.orderId} ${event.eventId}`;
      if (!rows.has(key)) rows.set(key, { ...event, receivedAt: at.toISOString(), traceId });
    },
  };
};
