import colors from "picocolors";
import type { DeclaredStack } from "../declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../embeddedCloud";
import type { LogLine } from "../lambda/functionDefinition";
import { loadMessagingEmulator } from "../services/messagingEmulator";
import { startControlServer } from "./controlServer";
import { parseLogEntry, describeLogEntry } from "./logEntry";
import { guide } from "./guide";
import { orderRows } from "./orderRows";
import { type ProgressOutput, progressOutput } from "./progressOutput";
import { replicate } from "./replicate";
import { isComplete, type RunFacts, runReport } from "./runReport";
import {
  firstReplicated,
  updateProgress,
  newRunProgress,
  type RunProgress,
  handledCount,
} from "./runProgress";
import type { StartArguments } from "./startArguments";
import type { Store } from "./store";
import { dryRunLines, statusTable, summaryLines } from "./summary";
import { noWebhooksEnvironment } from "./noWebhooksEnvironment";

export interface SessionOptions {
  readonly args: StartArguments;
  readonly declared: Promise<DeclaredStack>;
  readonly store: Store;
  /** The shared secret of webhooks, which the stack was declared with. */
  readonly secret: string;
  /** Resolves when the person has had enough. */
  readonly interrupted: Promise<void>;
}

interface Session extends SessionOptions {
  readonly output: ProgressOutput;
}

const isDryRun = ({ external }: StartArguments): boolean => external?.acknowledge === "plan";

const exitCode = { fine: 0, incomplete: 1 } as const;

/** Keeps the service up for a person to play with. */
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
  seen: RunProgress,
  problem?: string,
): number => {
  const outcome = runReport(facts);
  output.note(`\n${statusTable(facts, seen.planned)}\n`);
  const lines = isDryRun(args) ? dryRunLines(outcome, seen.planned) : summaryLines(outcome);
  lines.forEach((line) => output.note(line));
  if (problem !== undefined) output.note(`\n${colors.red(problem)}`);
  if (args.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  const isFine = isDryRun(args) ? outcome.orders.deadLettered === 0 : isComplete(outcome);
  return problem === undefined && isFine ? exitCode.fine : exitCode.incomplete;
};

const noWebhooks =
  "No webhooks were registered: that store cannot reach this machine. Polls bring its orders.";

const firstOrder = (wanted: StartArguments): string =>
  isDryRun(wanted) ? "The first order is planned" : firstReplicated;

const runCloud = async (session: Session): Promise<number> => {
  const { args, store, output, declared, interrupted } = session;
  output.status("Reading what the Pulumi program declares");
  const stack = await Promise.race([declared, interrupted]);
  if (!stack) return exitCode.fine;
  output.done(`The Pulumi program declares ${stack.resources.length} resources`);
  const progress = newRunProgress();
  let printEvent: (text: string) => void = () => undefined;
  const onLog = (entry: LogLine): void => {
    const decision = parseLogEntry(entry);
    if (!decision) return;
    const before = handledCount(progress);
    updateProgress(progress, decision);
    if (before === 0 && handledCount(progress) > 0) output.done(firstOrder(args));
    const words = describeLogEntry(decision);
    if (words !== undefined) printEvent(words);
  };
  const cloud = await startEmbeddedCloud({
    stack,
    seed: args.seed,
    onLog,
    registersWebhooks: store.canSendWebhooks,
    env: store.canSendWebhooks ? {} : noWebhooksEnvironment,
    onDenial: (why) => output.note(colors.red(`AccessDenied: ${why}`)),
    onNote: output.note,
    onMail: ({ to, subject }) => output.note(`${colors.yellow("✉")} Mail to ${to}: ${subject}`),
  });
  try {
    output.done(`The embedded cloud runs them, the functions on Node ${cloud.nodeVersion}`);
    if (!store.canSendWebhooks) output.note(noWebhooks);
    const { problem, ...facts } = await replicate({ ...session, stack, cloud, progress });
    output.done(`The orders queue is empty`);
    const code = report(session, facts, progress, problem);
    if (args.once) return code;
    printEvent = output.note;
    await Promise.race([keepRunning(session, cloud, facts), interrupted]);
    output.note("Stopped.");
    return exitCode.fine;
  } finally {
    await cloud.stop();
  }
};

/** A local run from the declared stack to the end; answers with the exit code. */
export const runSession = async (options: SessionOptions): Promise<number> => {
  const output = progressOutput(options.args.json ? process.stderr : process.stdout);
  await loadMessagingEmulator();
  return runCloud({ ...options, output });
};
