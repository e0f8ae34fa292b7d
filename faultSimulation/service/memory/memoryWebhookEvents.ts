import type { AuthenticEvent, EventTrace } from "../../../domain/webhookVerification";
import type { WebhookEvents } from "../../../ports";

export interface WebhookRow extends AuthenticEvent, EventTrace {
  readonly why: string;
  readonly traceId: string;
}

export type MemoryWebhookEvents = WebhookEvents & { readonly rows: () => readonly WebhookRow[] };

const keyOf = ({ orderId, eventId }: Pick<AuthenticEvent, "orderId" | "eventId">): string =>
  `${orderId} ${eventId}`;

/** The Webhooks table in memory. */
export const memoryWebhookEvents = (): MemoryWebhookEvents => {
  const rows = new Map<string, WebhookRow>();
  return {
    rows: () => [...rows.values()],
    find: async (event) => rows.get(keyOf(event)),
    async add(event, { at, traceId, why }) {
      if (rows.has(keyOf(event))) return;
      const receivedAt = at.toISOString();
      rows.set(keyOf(event), { ...event, receivedAt, decision: "queued", why, traceId });
    },
  };
};
