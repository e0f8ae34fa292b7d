import type { ReadDatapoint } from "./metricMath";

export interface AlarmDefinition {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly region: string;
  readonly accountId: string;
  readonly metric: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: string;
  /** How a period without datapoints counts: "breaching", "notBreaching", or else not at all. */
  readonly missingData: string;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}

export interface AlarmOptions {
  readonly definition: AlarmDefinition;
  readonly readDatapoint: ReadDatapoint;
  readonly publish: (topicArn: string, subject: string, message: string) => Promise<void>;
  /** Divides the period. */
  readonly timeFactor: number;
}

export type AlarmState = "OK" | "ALARM";

export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly state: () => AlarmState;
  readonly stop: () => void;
}

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The text of CloudWatch's e-mail, without its links. */
const message = (
  definition: AlarmDefinition,
  state: AlarmState,
  value: number | undefined,
): string =>
  [
    `Your Amazon CloudWatch Alarm "${definition.name}" in the ${definition.region} region has entered the ${state} state, because "Threshold Crossed: ${value === undefined ? "no datapoint" : `datapoint ${value}`} (${definition.comparison} ${definition.threshold})".`,
    "",
    "Alarm Details:",
    `- Name:        ${definition.name}`,
    `- Description: ${definition.description}`,
    `- State:       ${state}`,
    `- Metric:      ${definition.metric}`,
    `- AWS Account: ${definition.accountId}`,
    `- Alarm Arn:   ${definition.arn}`,
  ].join("\n");

/** Undefined if the period does not count. */
const isBreaching = (
  { comparison, threshold, missingData }: AlarmDefinition,
  value: number | undefined,
): boolean | undefined => {
  if (value !== undefined) return comparisons[comparison]?.(value, threshold);
  return { breaching: true, notBreaching: false }[missingData];
};

/**
 * A CloudWatch alarm on one metric, evaluated once per period. It starts in OK without notifying: an
 * e-mail at each local start would be noise.
 */
export const startAlarm = (options: AlarmOptions): Alarm => {
  const { definition, readDatapoint, publish, timeFactor } = options;
  if (!(definition.comparison in comparisons)) {
    throw new Error(`Alarm ${definition.name}: ${definition.comparison} is not supported`);
  }
  let state: AlarmState = "OK";
  let breaches: boolean[] = [];

  const transitionTo = async (next: AlarmState, value: number | undefined): Promise<void> => {
    if (next === state) return;
    state = next;
    const actions = next === "ALARM" ? definition.alarmActions : definition.okActions;
    const subject = `${next}: "${definition.name}"`.slice(0, 100);
    const text = message(definition, next, value);
    await Promise.all(actions.map((topicArn) => publish(topicArn, subject, text)));
  };
  const evaluate = async (): Promise<void> => {
    const value = await readDatapoint();
    const breach = isBreaching(definition, value);
    if (breach === undefined) return;
    breaches = [...breaches, breach].slice(-definition.evaluationPeriods);
    const isAlarm = breaches.filter(Boolean).length >= definition.datapointsToAlarm;
    await transitionTo(isAlarm ? "ALARM" : "OK", value);
  };
  const periodMs = (definition.periodSeconds * 1000) / timeFactor;
  const timer = setInterval(() => void evaluate().catch(() => undefined), periodMs);
  return { definition, state: () => state, stop: () => clearInterval(timer) };
};
