import colors from "picocolors";
import type { DeclaredStack } from "../declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../embeddedCloud";
import type { LogLine } from "../lambda/functionDefinition";
import { exitCode } from "../runCommand";
import { loadMessagingEmulator } from "../services/messagingEmulator";
import { startControlServer } from "./controlServer";
import { guide } from "./guide";
import { describeLogEntry, parseLogEntry } from "./logEntry";
import { noWebhooksEnvironment } from "./noWebhooksEnvironment";
import { orderRows } from "./orderRows";
import { type ProgressOutput, progressOutput } from "./progressOutput";
import { replicate } from "./replicate";
import {
  firstReplicated,
  handledCount,
  newRunProgress,
  type RunProgress,
  updateProgress,
} from "./runProgress";
import { isComplete, type RunFacts, runReport } from "./runReport";
import type { StartArguments } from "./startArguments";
import type { Store } from "./store";
import { dryRunLines, statusTable, summaryLines } from "./summary";

export interface SessionOptions {
  readonly args: StartArguments;
  readonly declared: Promise<DeclaredStack>;
  readonly store: Store;
  /** The shared secret of webhooks that the stack is configured with. */
  readonly secret: string;
  /** Resolves on Ctrl-C. */
  readonly interrupted: Promise<void>;
}

interface Session extends SessionOptions {
  readonly output: ProgressOutput;
}

const isDryRun = ({ external }: StartArguments): boolean => external?.acknowledge === "plan";

/** Serves until interrupted. */
const keepRunning = async (
  session: Session,
  cloud: EmbeddedCloud,
  facts: RunFacts,
): Promise<void> => {
  const { args, store, secret, output, interrupted } = session;
  const rows = orderRows(cloud);
  const control = await startControlServer({ cloud, rows });
  const example = facts.before.find(facts.rules.isNew) ?? facts.before[0];
  const text = guide({
    webhookUrl: cloud.webhookUrl,
    webhookSecret: secret,
    storeHash: store.hash,
    orderId: example?.id ?? 1,
    hasRecords: !isDryRun(args),
    controlUrl: control.url,
    storeControlUrl: store.controlUrl,
  });
  output.note(`\n${text}\n`);
  await interrupted;
  rows.close();
  await control.stop();
};

const report = (
  { args, output }: Session,
  facts: RunFacts,
  { planned }: RunProgress,
  pollError?: string,
): number => {
  const outcome = runReport(facts);
  output.note(`\n${statusTable(facts, planned)}\n`);
  const lines = isDryRun(args) ? dryRunLines(outcome, planned) : summaryLines(outcome);
  lines.forEach((line) => output.note(line));
  if (pollError !== undefined) output.note(`\n${colors.red(pollError)}`);
  if (args.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  const isOk = isDryRun(args) ? outcome.orders.deadLettered === 0 : isComplete(outcome);
  return pollError === undefined && isOk ? exitCode.ok : exitCode.failed;
};

const noWebhooks = "No webhooks: the store cannot reach this machine. Polls find its orders.";

const firstOrder = (args: StartArguments): string =>
  isDryRun(args) ? "The first order is planned" : firstReplicated;

const runCloud = async (session: Session): Promise<number> => {
  const { args, store, output, declared, interrupted } = session;
  output.status("Running the Pulumi program");
  const stack = await Promise.race([declared, interrupted]);
  if (!stack) return exitCode.ok;
  output.done(`The Pulumi program declares ${stack.resources.length} resources`);
  const progress = newRunProgress();
  let printEvent: (text: string) => void = () => undefined;
  const onLog = (line: LogLine): void => {
    const entry = parseLogEntry(line);
    if (!entry) return;
    const before = handledCount(progress);
    updateProgress(progress, entry);
    if (before === 0 && handledCount(progress) > 0) output.done(firstOrder(args));
    const description = describeLogEntry(entry);
    if (description !== undefined) printEvent(description);
  };
  const cloud = await startEmbeddedCloud({
    stack,
    seed: args.seed,
    onLog,
    registersWebhooks: store.canSendWebhooks,
    env: store.canSendWebhooks ? {} : noWebhooksEnvironment,
    onDenial: (reason) => output.note(colors.red(`AccessDenied: ${reason}`)),
    onNote: output.note,
    onMail: ({ to, subject }) => output.note(`${colors.yellow("✉")} Mail to ${to}: ${subject}`),
  });
  try {
    output.done(`The embedded cloud runs them, with functions on Node ${cloud.nodeVersion}`);
    if (!store.canSendWebhooks) output.note(noWebhooks);
    const { pollError, ...facts } = await replicate({ ...session, stack, cloud, progress });
    output.done("The orders queue is empty");
    const code = report(session, facts, progress, pollError);
    if (args.once) return code;
    printEvent = output.note;
    await Promise.race([keepRunning(session, cloud, facts), interrupted]);
    output.note("Stopped.");
    return exitCode.ok;
  } finally {
    await cloud.stop();
  }
};

/** A local run from the declared stack to its end; returns the exit code. */
export const runSession = async (options: SessionOptions): Promise<number> => {
  const output = progressOutput(options.args.json ? process.stderr : process.stdout);
  await loadMessagingEmulator();
  return runCloud({ ...options, output });
};
