import { type Fields, isFields } from "../fields";
import type { LogLine } from "../lambda/functionDefinition";
import { parseJson } from "../parseJson";

/** An event that a function logged as a line of JSON. */
export interface LogEntry {
  readonly event: string;
  readonly level: string;
  readonly fields: Fields;
}

/** Undefined for any other line, such as a library's warning. */
export const parseLogEntry = ({ line }: LogLine): LogEntry | undefined => {
  const fields = line.startsWith("{") ? parseJson(line) : undefined;
  if (!isFields(fields)) return undefined;
  const { message, level } = fields;
  return typeof message === "string" ? { event: message, level: String(level), fields } : undefined;
};

const sentences: Readonly<Record<string, (fields: Readonly<Record<string, string>>) => string>> = {
  "order.acknowledged": ({ orderId, from, to }) =>
    `Order ${orderId} is in the Orders table and acknowledged: ${from} → ${to}`,
  "order.refreshed": ({ orderId, why }) =>
    `Order ${orderId} is in the Orders table; its status is unchanged: ${why}`,
  "order.replicated": ({ orderId }) => `Order ${orderId} is in the Orders table`,
  "order.intent-resolved": ({ orderId, as, status }) =>
    `Order ${orderId} is in the Orders table as ${as}; its status in the store is ${status}`,
  "order.skipped": ({ orderId, why }) => `Order ${orderId} was skipped: ${why}`,
  "order.dry-run": ({ orderId, would, from, to }) =>
    to === undefined
      ? `Order ${orderId} would not be acknowledged: ${would} (${from})`
      : `Order ${orderId} would be replicated and acknowledged: ${from} → ${to}`,
  "order.failed": ({ orderId, error }) => `Order ${orderId} failed: ${error}`,
  "webhook.queued": ({ orderId }) => `A webhook queued order ${orderId}`,
  "webhook.refused": ({ why }) => `A webhook was refused: ${why}`,
  "webhook.ignored": ({ why }) => `A webhook was ignored: ${why}`,
  "webhook.failed": ({ error }) => `A webhook failed: ${error}`,
  "poll.failed": ({ error }) => `The poll failed: ${error}`,
};

/** An entry as a sentence; undefined for events that are of interest only in the log. */
export const describeLogEntry = ({ event, fields }: LogEntry): string | undefined => {
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return sentences[event]?.(Object.fromEntries(texts) as Record<string, string>);
};
