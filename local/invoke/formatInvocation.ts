import colors from "picocolors";
import { parseLogEntry, describeLogEntry } from "../start/logEntry";
import type { InvokeResult } from "./invokeFunction";

/** What every line of a log has, and what a line says first anyway. */
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

const shown = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** Figures for CloudWatch, which it finds in the log; undefined for every other line. */
const metricsOf = (line: string): Readonly<Record<string, unknown>> | undefined =>
  line.startsWith('{"_aws":') ? (JSON.parse(line) as Readonly<Record<string, unknown>>) : undefined;

const formatFields = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([name]) => !hiddenFields.includes(name))
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join("  ");

const logLine = (line: string): string => {
  const metrics = metricsOf(line);
  if (metrics) return colors.dim(`metrics  ${formatFields(metrics)}`);
  const decision = parseLogEntry({ functionName: "", line });
  if (!decision) return line;
  const { event, level, fields } = decision;
  const words = describeLogEntry(decision);
  const title = (levelColors[level] ?? colors.cyan)(event);
  return `${title}${words ? `  ${words}` : ""}\n    ${colors.dim(formatFields(fields))}`;
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

/** An invocation for a person: what the function said, what it answered, and what it left behind. */
export const formatInvocation = (functionName: string, invoked: InvokeResult): string =>
  [
    ...section("Log", invoked.logs.map(logLine)),
    ...outcome(invoked),
    ...section("Left behind", sideEffects(invoked)),
    colors.dim(
      `${functionName} took ${invoked.durationMs.toFixed(0)} ms on Node ${invoked.node}, its cold start included.`,
    ),
    "",
  ].join("\n");
