import type { LogLine } from "../lambda/functionDefinition";

/** A decision that a function logged: one JSON line each. */
export interface LogEntry {
  readonly event: string;
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads a log line; undefined for what is no decision, such as a warning of a library. */
export const parseLogEntry = ({ line }: LogLine): LogEntry | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const { message, level } = fields;
    return typeof message === "string"
      ? { event: message, level: String(level), fields }
      : undefined;
  } catch {
    return undefined;
  }
};

const sentences: Readonly<Record<string, (fields: Readonly<Record<string, string>>) => string>> = {
  "order.acknowledged": ({ orderId, from, to }) =>
    `Order ${orderId} is in the Orders table, and acknowledged: ${from} → ${to}`,
  "order.refreshed": ({ orderId, why }) =>
    `Order ${orderId} is in the Orders table; its status stays: ${why}`,
  "order.replicated": ({ orderId }) => `Order ${orderId} is in the Orders table`,
  "order.intent-resolved": ({ orderId, as, status }) =>
    `Order ${orderId} is in the Orders table as ${as}: it is ${status} in the store`,
  "order.skipped": ({ orderId, why }) => `Order ${orderId} was left alone: ${why}`,
  "order.dry-run": ({ orderId, would, from, to }) =>
    to === undefined
      ? `Order ${orderId} would not be acknowledged: ${would} (${from})`
      : `Order ${orderId} would be replicated and acknowledged: ${from} → ${to}`,
  "order.failed": ({ orderId, error }) => `Order ${orderId} failed: ${error}`,
  "webhook.queued": ({ orderId }) => `A webhook announced order ${orderId}`,
  "webhook.refused": ({ why }) => `A webhook was refused: ${why}`,
  "webhook.ignored": ({ why }) => `A webhook was ignored: ${why}`,
  "webhook.failed": ({ error }) => `A webhook failed: ${error}`,
  "poll.failed": ({ error }) => `The poll failed: ${error}`,
};

/** A decision in a person's words; undefined for those that only a log needs. */
export const describeLogEntry = ({ event, fields }: LogEntry): string | undefined => {
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return sentences[event]?.(Object.fromEntries(texts) as Record<string, string>);
};
