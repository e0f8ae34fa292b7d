import type { DeclaredStack } from "../../local/declareStack";
import { ofType, only, parsedJson, types } from "./recordedStack";

type Fields = Readonly<Record<string, unknown>>;
type Relation = (declared: DeclaredStack) => boolean;

const day = 86_400;
const kilobytes4 = 4096;
const bytes = (...texts: readonly string[]): number => Buffer.byteLength(texts.join(""));

const numbers = (declared: DeclaredStack, type: string, name: string) =>
  only(declared, type, name).inputs as Readonly<Record<string, number>>;
const queue = (declared: DeclaredStack, name: string) => numbers(declared, types.queue, name);
const mapping = (declared: DeclaredStack) => numbers(declared, types.mapping, "orders");
const every = (declared: DeclaredStack, type: string, holds: (inputs: Fields) => boolean) => {
  const resources = ofType(declared, type);
  return resources.length > 0 && resources.every(({ inputs }) => holds(inputs));
};

/** Rule 10: waits that double from a minute to five hours, each up to a fifth longer. */
const retrySeconds = (declared: DeclaredStack): number => {
  const { redrivePolicy } = only(declared, types.queue, "orders").inputs;
  const { maxReceiveCount } = parsedJson(redrivePolicy) as { maxReceiveCount: number };
  const waits = Array.from({ length: maxReceiveCount }, (_, n) => Math.min(60 * 2 ** n, 5 * 3600));
  return waits.reduce((sum, wait) => sum + 1.2 * wait, 0);
};

const variables = ({ environment }: Fields): readonly string[] =>
  Object.entries((environment as { variables: Readonly<Record<string, string>> }).variables).flat();

/** What AWS accepts and rule 10 asks for, whatever the settings are; the rest is for policy/rules/ to say. */
const relations: Readonly<Record<string, Relation>> = {
  "messages are kept longer than they are tried": (declared) =>
    (queue(declared, "orders").messageRetentionSeconds ?? 0) > retrySeconds(declared),
  "SQS hides for half a day at most, and keeps for two weeks": (declared) =>
    every(
      declared,
      types.queue,
      ({ visibilityTimeoutSeconds = 30, messageRetentionSeconds }) =>
        Number(visibilityTimeoutSeconds) <= day / 2 && Number(messageRetentionSeconds) <= 14 * day,
    ),
  "a large batch has its window": (declared) =>
    (mapping(declared).batchSize ?? 0) <= 10 ||
    (mapping(declared).maximumBatchingWindowInSeconds ?? 0) >= 1,
  "every function states a timeout that Lambda has": (declared) =>
    every(
      declared,
      types.function,
      ({ timeout }) => Number(timeout) >= 1 && Number(timeout) <= 900,
    ),
  "an environment has 4 KB": (declared) =>
    every(declared, types.function, (inputs) => bytes(...variables(inputs)) <= kilobytes4),
  "a parameter has 4 KB": (declared) =>
    every(declared, types.parameter, ({ value }) => bytes(String(value)) <= kilobytes4),
  "an alarm looks back a day, or a week by the hour": (declared) =>
    every(declared, types.alarm, ({ period, evaluationPeriods }) => {
      const span = Number(period ?? 60) * Number(evaluationPeriods);
      return span <= (Number(period ?? 60) >= 3600 ? 7 * day : day);
    }),
  "an alarm is described in 1,024 characters": (declared) =>
    every(
      declared,
      types.alarm,
      ({ alarmDescription = "" }) => String(alarmDescription).length <= 1024,
    ),
};

/** The relations that a stack breaks. */
export const brokenRelations = (declared: DeclaredStack): readonly string[] =>
  Object.entries(relations).flatMap(([relation, holds]) => (holds(declared) ? [] : [relation]));
