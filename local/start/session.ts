import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import colors from "picocolors";
import type { DeclaredStack, StackSettings } from "../declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../embeddedCloud";
import type { InvocationResult, LogLine } from "../lambda/functionDefinition";
import { loadMessagingEmulator } from "../services/messagingEmulator";
import { startControlServer } from "./controlServer";
import { decisionOf, inWords } from "./decisions";
import { declaredRules } from "./declaredRules";
import { openForeignStore } from "./foreignStore";
import { guide } from "./guide";
import { orderRows } from "./orderRows";
import { type Progress, progressOn } from "./progress";
import { isComplete, type RunFacts, runReport } from "./runReport";
import { openSimulatedStore } from "./simulatedStore";
import type { StartArguments } from "./startArguments";
import type { Store } from "./store";
import { statusTable, summaryLines } from "./summary";

export interface SessionOptions {
  readonly wanted: StartArguments;
  readonly declared: Promise<DeclaredStack>;
  /** Called once, with what the Pulumi program is to be run with. */
  readonly configure: (settings: StackSettings) => void;
  /** Resolves when the person has had enough. */
  readonly interrupted: Promise<void>;
}

interface Session extends SessionOptions {
  readonly store: Store;
  readonly secret: string;
  readonly progress: Progress;
}

const dayMs = 86_400_000;
const alertEmail = "you@example.com";
const exitCode = { fine: 0, incomplete: 1 } as const;

const settingsFor = ({ store, secret, wanted }: Session): StackSettings => ({
  apiUrl: store.apiUrl,
  storeHash: store.hash,
  accessToken: store.token,
  webhookSecret: secret,
  alertEmail,
  ...(wanted.foreign
    ? { acknowledge: wanted.foreign.acknowledge }
    : // The simulated orders are from the last hours: the first poll shall see all of them.
      { startFrom: new Date(Date.now() - dayMs).toISOString() }),
});

const openStore = ({ foreign, orders, seed }: StartArguments): Promise<Store> =>
  foreign ? openForeignStore(foreign) : openSimulatedStore({ orders, seed });

/** Orders that a delayed retry holds back are waited for, but not for ever. */
const patienceMs = (newOrders: number): number => 300_000 + newOrders * 1000;

const isDrained = async (cloud: EmbeddedCloud): Promise<boolean> => {
  const { visible = 0, delayed = 0, inFlight = 0 } = (await cloud.queueDepths()).orders ?? {};
  return visible + delayed + inFlight === 0;
};

const drained = async (cloud: EmbeddedCloud, limitMs: number, tell: () => void): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!(await isDrained(cloud)) && performance.now() < end) {
    tell();
    await pause(50);
  }
};

const pollProblem = ({ error }: InvocationResult): string | undefined =>
  error && `The poll failed: ${error.errorMessage}`;

const deadLettersOf = async (cloud: EmbeddedCloud): Promise<number> =>
  (await cloud.queueDepths())["orders-dead-letters"]?.visible ?? 0;

/** Polls once, as the schedule would, and waits until every message was dealt with. */
const replicate = async (
  { store, progress, declared, interrupted }: Session,
  cloud: EmbeddedCloud,
  settled: () => number,
): Promise<RunFacts & { readonly problem?: string }> => {
  const stack = await declared;
  const rules = declaredRules(stack);
  const before = await store.orders();
  const requestsBefore = store.requests();
  const fresh = before.filter(rules.isNew).length;
  progress.live(`Asking the store for new orders`);
  const problem = pollProblem(await cloud.runSchedule("poll-orders"));
  const tell = (): void => progress.live(`${settled()} of ${fresh} orders are through`);
  await Promise.race([drained(cloud, patienceMs(fresh), tell), interrupted]);
  const rows = orderRows(cloud);
  const facts = {
    ...{ rules, before, problem },
    after: await store.orders(),
    rows: await rows.all(),
    deadLettered: await deadLettersOf(cloud),
    requests: store.requests() - requestsBefore,
    resources: stack.resources.length,
    durationMs: performance.now(),
  };
  rows.close();
  return facts;
};

/** Keeps the service up for a person to play with. */
const stayOpen = async (session: Session, cloud: EmbeddedCloud, facts: RunFacts): Promise<void> => {
  const { store, secret, progress, interrupted } = session;
  const rows = orderRows(cloud);
  const control = await startControlServer({ cloud, rows });
  const example = facts.before.find(facts.rules.isNew) ?? facts.before[0];
  const text = guide({
    webhookUrl: cloud.webhookUrl,
    webhookSecret: secret,
    storeHash: store.hash,
    orderId: example?.id ?? 1,
    controlUrl: control.url,
    storeControlUrl: store.controlUrl,
  });
  progress.note(`\n${text}\n`);
  await interrupted;
  rows.close();
  await control.stop();
};

const report = ({ wanted, progress }: Session, facts: RunFacts, problem?: string): number => {
  const outcome = runReport(facts);
  const isPlan = wanted.foreign?.acknowledge === "plan";
  progress.note(`\n${statusTable(facts)}\n`);
  summaryLines(outcome, isPlan).forEach((line) => progress.note(line));
  if (problem !== undefined) progress.note(`\n${colors.red(problem)}`);
  if (wanted.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  const isFine = isPlan ? outcome.orders.deadLettered === 0 : isComplete(outcome);
  return problem === undefined && isFine ? exitCode.fine : exitCode.incomplete;
};

const runCloud = async (session: Session): Promise<number> => {
  const { wanted, store, progress, declared, interrupted, secret } = session;
  progress.live("Reading what the Pulumi program declares");
  const stack = await declared;
  progress.done(`The Pulumi program declares ${stack.resources.length} resources`);
  let through = 0;
  let speak: (text: string) => void = () => undefined;
  const onLog = (entry: LogLine): void => {
    const decision = decisionOf(entry);
    if (decision?.event === "order.acknowledged" || decision?.event === "order.planned")
      through += 1;
    const words = decision && inWords(decision);
    if (words !== undefined) speak(words);
  };
  const cloud = await startEmbeddedCloud({
    ...{ stack, seed: wanted.seed, onLog },
    onMail: ({ to, subject }) => progress.note(`${colors.yellow("✉")} Mail to ${to}: ${subject}`),
  });
  try {
    progress.done(`The embedded cloud runs them`);
    await store.registerHook?.(cloud.webhookUrl, secret);
    const { problem, ...facts } = await replicate(session, cloud, () => through);
    progress.done(`The orders queue is empty`);
    const code = report(session, facts, problem);
    if (wanted.once) return code;
    speak = progress.note;
    await Promise.race([stayOpen(session, cloud, facts), interrupted]);
    progress.note("Stopped.");
    return exitCode.fine;
  } finally {
    await cloud.stop();
  }
};

/** A local run from the opening of the store to the end; answers with the exit code. */
export const runSession = async (options: SessionOptions): Promise<number> => {
  const progress = progressOn(options.wanted.json ? process.stderr : process.stdout);
  const store = await openStore(options.wanted);
  const secret = randomBytes(16).toString("hex");
  const session: Session = { ...options, store, secret, progress };
  try {
    options.configure(settingsFor(session));
    await loadMessagingEmulator();
    return await runCloud(session);
  } finally {
    await store.close();
  }
};
