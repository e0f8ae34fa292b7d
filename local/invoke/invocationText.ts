import colors from "picocolors";
import { decisionOf, inWords } from "../start/decisions";
import type { Invoked } from "./invokeFunction";

/** What every line of a log has, and what a line says first anyway. */
const usual = ["level", "message", "timestamp", "service", "sampling_rate", "xray_trace_id"];

const paint = { ERROR: colors.red, WARN: colors.yellow } as Readonly<
  Record<string, (text: string) => string>
>;

const shown = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const logLine = (line: string): string => {
  const decision = decisionOf({ functionName: "", line });
  if (!decision) return line;
  const { event, level, fields } = decision;
  const details = Object.entries(fields)
    .filter(([name]) => !usual.includes(name))
    .map(([name, value]) => `${name}=${shown(value)}`);
  const words = inWords(decision);
  const title = (paint[level] ?? colors.cyan)(event);
  return `${title}${words ? `  ${words}` : ""}\n    ${colors.dim(details.join("  "))}`;
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? []
    : [colors.bold(title), ...lines.flatMap((text) => text.split("\n")).map((line) => `  ${line}`)];

const outcome = ({ result, error }: Invoked): string[] =>
  error
    ? section("Failed", [
        colors.red(`${error.errorType}: ${error.errorMessage}`),
        ...(error.trace ?? []).slice(1).map((line) => colors.dim(line.trim())),
      ])
    : section("Result", [JSON.stringify(result, null, 2)]);

const leftBehind = ({ queues, mails }: Invoked): string[] => [
  ...Object.entries(queues)
    .filter(([, count]) => count > 0)
    .map(
      ([queue, count]) => `${count} ${count === 1 ? "message" : "messages"} in the queue ${queue}`,
    ),
  ...mails.map(({ to, subject }) => `A mail to ${to}: ${subject}`),
];

/** An invocation for a person: what the function said, what it answered, and what it left behind. */
export const invocationText = (functionName: string, invoked: Invoked): string =>
  [
    ...section("Log", invoked.logs.map(logLine)),
    ...outcome(invoked),
    ...section("Left behind", leftBehind(invoked)),
    colors.dim(
      `${functionName} took ${invoked.durationMs.toFixed(0)} ms on Node ${invoked.node}, its cold start included.`,
    ),
    "",
  ].join("\n");
