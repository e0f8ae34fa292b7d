import colors from "picocolors";
import { type Fields, isFields } from "../fields";
import { parseJson } from "../parseJson";
import { describeLogEntry, parseLogEntry } from "../start/logEntry";
import type { InvokeResult } from "./invokeFunction";

/** Fields of every log line, or shown elsewhere. */
const hiddenFields = [
  "level",
  "message",
  "timestamp",
  "service",
  "sampling_rate",
  "xray_trace_id",
  "_aws",
  "FunctionName",
];

const levelColors = { ERROR: colors.red, WARN: colors.yellow } as Readonly<
  Record<string, (text: string) => string>
>;

const formatValue = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** A line in CloudWatch's embedded metric format; undefined for any other line. */
const metricsOf = (line: string): Fields | undefined => {
  const parsed = line.startsWith('{"_aws":') ? parseJson(line) : undefined;
  return isFields(parsed) ? parsed : undefined;
};

const formatFields = (fields: Fields): string =>
  Object.entries(fields)
    .filter(([name]) => !hiddenFields.includes(name))
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join("  ");

const formatLogLine = (line: string): string => {
  const metrics = metricsOf(line);
  if (metrics) return colors.dim(`metrics  ${formatFields(metrics)}`);
  const entry = parseLogEntry({ functionName: "", line });
  if (!entry) return line;
  const { event, level, fields } = entry;
  const description = describeLogEntry(entry);
  const title = (levelColors[level] ?? colors.cyan)(event);
  return `${title}${description ? `  ${description}` : ""}\n    ${colors.dim(formatFields(fields))}`;
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? []
    : [colors.bold(title), ...lines.flatMap((text) => text.split("\n")).map((line) => `  ${line}`)];

const outcome = ({ result, error }: InvokeResult): string[] =>
  error
    ? section("Failed", [
        colors.red(`${error.errorType}: ${error.errorMessage}`),
        ...(error.trace ?? []).slice(1).map((line) => colors.dim(line.trim())),
      ])
    : section("Result", [JSON.stringify(result, null, 2)]);

const sideEffects = ({ queues, mails }: InvokeResult): string[] => [
  ...Object.entries(queues)
    .filter(([, count]) => count > 0)
    .map(
      ([queue, count]) => `${count} ${count === 1 ? "message" : "messages"} in the queue ${queue}`,
    ),
  ...mails.map(({ to, subject }) => `A mail to ${to}: ${subject}`),
];

/** For a terminal. */
export const formatInvocation = (functionName: string, invoked: InvokeResult): string =>
  [
    ...section("Log", invoked.logs.map(formatLogLine)),
    ...outcome(invoked),
    ...section("Side effects", sideEffects(invoked)),
    colors.dim(
      `${functionName} took ${invoked.durationMs.toFixed(0)} ms on Node ${invoked.node}, cold start included.`,
    ),
    "",
  ].join("\n");
