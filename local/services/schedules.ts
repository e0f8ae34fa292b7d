import { randomUUID } from "node:crypto";
import type { ScheduledEvent } from "aws-lambda";
import type { ServiceRequest } from "../access/accessControl";
import type { InvocationResult } from "../lambda/functionDefinition";

export interface ScheduleRule {
  readonly name: string;
  readonly logicalName: string;
  readonly arn: string;
  readonly expression: string;
  readonly enabled: boolean;
}

export interface Schedules {
  /** Replaces a rule of the same name. */
  readonly putRule: (rule: ScheduleRule) => void;
  readonly deleteRule: (name: string) => void;
  /** Replaces a target of the same id. */
  readonly putTarget: (ruleName: string, target: Target) => void;
  readonly removeTarget: (ruleName: string, targetId: string) => void;
  /** Invokes a rule's targets now, by the name of the rule or of its function. */
  readonly run: (name: string) => Promise<InvocationResult>;
  readonly stop: () => void;
}

export interface Target {
  readonly id: string;
  readonly functionArn: string;
  readonly input?: string;
}

interface SchedulesOptions {
  readonly region: string;
  readonly accountId: string;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  /** The reason why a rule may not invoke a function, or undefined. */
  readonly denial: (question: ServiceRequest) => string | undefined;
  /** Whether a function has this logical name. */
  readonly isFunction: (functionArn: string, name: string) => boolean;
}

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Only rate expressions are emulated; a cron expression is an error. */
export const rateMs = (expression: string): number => {
  const [, count = "", unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = unitMs[unit];
  if (length === undefined || Number(count) < 1) {
    throw new Error(`The schedule "${expression}" is not emulated: only rate(…) is`);
  }
  return Number(count) * length;
};

/** EventBridge's scheduled rules. */
export const scheduleService = (options: SchedulesOptions): Schedules => {
  const rules = new Map<string, ScheduleRule>();
  /** By rule and id. */
  const targets = new Map<string, Map<string, Target>>();
  /** By rule. */
  const timers = new Map<string, NodeJS.Timeout>();
  const targetsOf = (ruleName: string): readonly Target[] => [
    ...(targets.get(ruleName)?.values() ?? []),
  ];

  const scheduledEvent = (rule: ScheduleRule): ScheduledEvent<object> => ({
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: options.accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    region: options.region,
    resources: [rule.arn],
    detail: {},
  });
  const invoke = async (rule: ScheduleRule, { functionArn, input }: Target) => {
    const denial = options.denial({
      principal: "events.amazonaws.com",
      action: "lambda:InvokeFunction",
      resource: functionArn,
      sourceArn: rule.arn,
    });
    if (denial !== undefined) throw new Error(`AccessDenied: ${denial}`);
    const event: unknown = input === undefined ? scheduledEvent(rule) : JSON.parse(input);
    return options.invoke(functionArn, event);
  };
  const trigger = async (rule: ScheduleRule): Promise<InvocationResult> => {
    const invocations = targetsOf(rule.name).map((target) => invoke(rule, target));
    const [first] = await Promise.all(invocations);
    if (!first) throw new Error(`The schedule ${rule.name} has no target`);
    return first;
  };
  const hasName = (rule: ScheduleRule, name: string): boolean =>
    [rule.name, rule.logicalName].includes(name) ||
    targetsOf(rule.name).some(({ functionArn }) => options.isFunction(functionArn, name));

  return {
    putRule: (rule) => {
      const interval = rateMs(rule.expression);
      rules.set(rule.name, rule);
      clearInterval(timers.get(rule.name));
      // Not awaited; a denied invocation has been reported by onDenial.
      const triggerInBackground = (): void => void trigger(rule).catch(() => undefined);
      if (rule.enabled) timers.set(rule.name, setInterval(triggerInBackground, interval));
    },
    deleteRule: (name) => {
      clearInterval(timers.get(name));
      timers.delete(name);
      rules.delete(name);
    },
    putTarget: (ruleName, target) => {
      const ofRule = targets.get(ruleName) ?? new Map<string, Target>();
      targets.set(ruleName, ofRule.set(target.id, target));
    },
    removeTarget: (ruleName, targetId) => void targets.get(ruleName)?.delete(targetId),
    run: async (name) => {
      const rule = [...rules.values()].find((candidate) => hasName(candidate, name));
      if (!rule) throw new Error(`There is no schedule ${name}`);
      return trigger(rule);
    },
    stop: () => timers.forEach(clearInterval),
  };
};
