import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import type { DeclaredStack } from "../../local/declareStack";
import { ofType, onEveryStack, only, recordedStack, types } from "../support/recordedStack";
import { projectName } from "../support/stackFiles";

interface MetricInputs {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly period: number;
}

interface AlarmInputs extends Partial<MetricInputs> {
  readonly alarmDescription: string;
  readonly statistic?: string;
  readonly metricQueries?: readonly {
    readonly id: string;
    readonly metric?: MetricInputs & { readonly stat: string };
    readonly expression?: string;
    readonly returnData?: boolean;
  }[];
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator: string;
  readonly threshold: number;
  readonly treatMissingData: string;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}

const alarmsOf = (declared: DeclaredStack): ReadonlyMap<string, AlarmInputs> =>
  new Map(
    ofType(declared, types.alarm).map(({ name, inputs }) => [
      name,
      inputs as unknown as AlarmInputs,
    ]),
  );

/** The metric of an alarm, and the expression that is compared. */
const metricOf = ({ metricQueries, ...plain }: AlarmInputs) => {
  const [source, result] = metricQueries ?? [];
  const metric = source?.metric ?? (plain as MetricInputs);
  const statistic = source?.metric?.stat ?? plain.statistic;
  const { namespace, metricName, dimensions, period } = metric;
  return { namespace, metricName, dimensions, period, statistic, expression: result?.expression };
};

/** When an alarm goes off: the threshold, and how many periods must breach. */
const conditionOf = (alarm: AlarmInputs) => {
  const sign = { GreaterThanThreshold: ">", LessThanThreshold: "<" }[alarm.comparisonOperator];
  const periods = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods}`;
  return [`${sign} ${alarm.threshold}`, `${periods} × ${metricOf(alarm).period} s`].join(", ");
};

interface PollAttempts {
  readonly failures: number;
  readonly isSlow: boolean;
}

/** When Lambda starts a poll and its retries, in minutes: attempts fail at once or time out. */
const startsOf = ({ isSlow }: PollAttempts): readonly number[] => (isSlow ? [0, 6, 13] : [0, 1, 3]);

/** All combinations of three consecutive polls, and the minutes of their failed attempts. */
const threePolls = (everyMinutes: number) => {
  const onePoll = [false, true].flatMap((isSlow) =>
    [0, 1, 2, 3].map((failures) => ({ failures, isSlow })),
  );
  const combinations = onePoll.flatMap((a) =>
    onePoll.flatMap((b) => onePoll.map((c) => [a, b, c])),
  );
  return combinations.map((polls) => ({
    polls,
    errors: polls.flatMap((poll, nth) =>
      startsOf(poll)
        .slice(0, poll.failures)
        .map((start) => nth * everyMinutes + start),
    ),
  }));
};

/** The maximum number of errors in a window that slides by minutes, as CloudWatch's does. */
const maxWithin = (minutes: number, errors: readonly number[]): number =>
  Math.max(0, ...errors.map((to) => errors.filter((at) => at <= to && at > to - minutes).length));

const notifiesDeadLetters = [
  "dead-letters",
  "dead-letters-growing",
  "application-errors-unsubscribed",
];

describe("alarms", () => {
  onEveryStack((recorded) => {
    const alarms = () => alarmsOf(recorded());
    const named = (name: string): AlarmInputs => {
      const alarm = alarms().get(name);
      assert.ok(alarm, name);
      return alarm;
    };
    const nameOf = (type: string, name: string) => String(only(recorded(), type, name).state.name);
    const everyMinutes = () =>
      Number(
        /\d+/.exec(
          String(only(recorded(), types.eventRule, "poll-orders").inputs.scheduleExpression),
        ),
      );

    it("are exactly these", () => {
      const each = ["poll-orders", "process-orders", "receive-webhook"];
      assert.deepEqual([...alarms().keys()].sort(), [
        "application-errors-unsubscribed",
        "dead-letters",
        "dead-letters-growing",
        "dead-letters-unsubscribed",
        "orders-waiting",
        "poll-orders-failing",
        "poll-orders-overdue",
        "poll-orders-slow",
        "poll-orders-throttled",
        ...each
          .slice(1)
          .flatMap((name) => [`${name}-failing`, `${name}-slow`, `${name}-throttled`]),
        "webhooks-unanswered",
      ]);
    });

    it("notify on ALARM and on OK, dead letters through their own topic, lost subscribers through the other", () => {
      const arnOf = (name: string) => String(only(recorded(), types.topic, name).state.arn);
      for (const [name, { alarmActions, okActions }] of alarms()) {
        const topic = notifiesDeadLetters.includes(name) ? "dead-letters" : "application-errors";
        assert.deepEqual([alarmActions, okActions], [[arnOf(topic)], [arnOf(topic)]], name);
      }
    });

    it("say what they mean, and end with an existing runbook", () => {
      for (const [name, { alarmDescription }] of alarms()) {
        const [, sentence = "", page = ""] =
          /^(.{20,}) Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(alarmDescription) ?? [];
        assert.match(sentence, /\.$/, name);
        assert.ok(existsSync(path.join(__dirname, "..", "..", page)), `${name}: ${page}`);
        assert.ok(alarmDescription.length <= 1024, "CloudWatch accepts no more");
      }
    });

    it("have periods that CloudWatch accepts", () => {
      for (const [name, alarm] of alarms()) {
        const { period } = metricOf(alarm);
        assert.equal(period % 60, 0, name);
        const longest = period < 3_600 ? 86_400 : 604_800;
        assert.ok(period * alarm.evaluationPeriods <= longest, name);
      }
    });

    it("treat missing data as not breaching, except where no poll succeeded", () => {
      for (const [name, { treatMissingData }] of alarms()) {
        const expected = name === "poll-orders-overdue" ? "breaching" : "notBreaching";
        assert.equal(treatMissingData, expected, name);
      }
    });

    it("go off when a dead letter has been visible for a minute", () => {
      const alarm = named("dead-letters");
      assert.deepEqual(metricOf(alarm), {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: nameOf(types.queue, "orders-dead-letters") },
        period: 60,
        statistic: "Maximum",
        expression: undefined,
      });
      assert.equal(conditionOf(alarm), "> 0, 1 of 1 × 60 s");
    });

    it("go off when more dead letters arrive", () => {
      const alarm = named("dead-letters-growing");
      assert.deepEqual(metricOf(alarm), {
        ...metricOf(named("dead-letters")),
        expression: "IF(m > DIFF(m), DIFF(m), 0)",
      });
      assert.equal(conditionOf(alarm), "> 0, 1 of 1 × 60 s");
    });

    it("go off when a message has waited for an hour", () => {
      const alarm = named("orders-waiting");
      assert.deepEqual(metricOf(alarm), {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: nameOf(types.queue, "orders") },
        period: 300,
        statistic: "Maximum",
        expression: undefined,
      });
      assert.equal(conditionOf(alarm), "> 3600, 1 of 1 × 300 s");
    });

    it("go off when no poll succeeds within two intervals", () => {
      const alarm = named("poll-orders-overdue");
      assert.deepEqual(metricOf(alarm), {
        namespace: projectName,
        metricName: "PollsSucceeded",
        dimensions: { FunctionName: nameOf(types.function, "poll-orders") },
        period: everyMinutes() * 60,
        statistic: "Sum",
        expression: "FILL(m, 0)",
      });
      assert.equal(conditionOf(alarm), `< 1, 2 of 2 × ${everyMinutes() * 60} s`);
    });

    it("go off when a poll and its retries fail, and say so unless it may have been two polls", () => {
      const alarm = named("poll-orders-failing");
      const { period } = metricOf(alarm);
      const cases = threePolls(everyMinutes()).map(({ polls, errors }) => ({
        isOnePoll: polls.some(({ failures }) => failures === 3),
        isAtOneSpeed: new Set(polls.map(({ isSlow }) => isSlow)).size === 1,
        isAlarm: maxWithin(period / 60, errors) > alarm.threshold,
      }));
      assert.ok(
        cases.every(({ isOnePoll, isAlarm }) => isAlarm || !isOnePoll),
        "missed",
      );
      const isSure = /^A poll failed, and so did its retries\./.test(alarm.alarmDescription);
      assert.equal(isSure, everyMinutes() > 15);
      const relevant = cases.filter(({ isAtOneSpeed }) => isSure || isAtOneSpeed);
      assert.ok(
        relevant.every(({ isOnePoll, isAlarm }) => isOnePoll || !isAlarm),
        "false alarm",
      );
    });

    for (const [topic, metricName] of [
      ["application-errors", "ApplicationErrorsSubscriptions"],
      ["dead-letters", "DeadLettersSubscriptions"],
    ] as const) {
      it(`go off when a poll counts no confirmed subscription of ${topic}`, () => {
        const alarm = named(`${topic}-unsubscribed`);
        assert.deepEqual(metricOf(alarm), {
          namespace: projectName,
          metricName,
          dimensions: { FunctionName: nameOf(types.function, "poll-orders") },
          period: everyMinutes() * 60,
          statistic: "Maximum",
          expression: undefined,
        });
        assert.equal(conditionOf(alarm), `< 1, 1 of 1 × ${everyMinutes() * 60} s`);
      });
    }

    const functionAlarms: [string, string, string, string, string][] = [
      ["process-orders", "failing", "Errors", "Sum", "> 0, 1 of 1 × 300 s"],
      ["receive-webhook", "failing", "Errors", "Sum", "> 0, 1 of 1 × 300 s"],
      ["poll-orders", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["process-orders", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["receive-webhook", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["poll-orders", "slow", "Duration", "Maximum", "> 297500, 1 of 1 × 300 s"],
      ["process-orders", "slow", "Duration", "Maximum", "> 117500, 1 of 1 × 300 s"],
      ["receive-webhook", "slow", "Duration", "Maximum", "> 7500, 1 of 1 × 300 s"],
    ];
    for (const [name, problem, metricName, statistic, condition] of functionAlarms) {
      it(`go off when ${name} is ${problem}`, () => {
        const alarm = named(`${name}-${problem}`);
        const { period, ...metric } = metricOf(alarm);
        assert.deepEqual(metric, {
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: nameOf(types.function, name) },
          statistic,
          expression: undefined,
        });
        assert.equal(conditionOf(alarm), condition);
        assert.ok(period > 0);
      });
    }

    it("go off when a webhook gets a 5xx response", () => {
      const alarm = named("webhooks-unanswered");
      assert.deepEqual(metricOf(alarm), {
        namespace: "AWS/ApiGateway",
        metricName: "5XXError",
        dimensions: {
          ApiName: nameOf(types.restApi, "webhooks"),
          Stage: String(only(recorded(), types.stage, "webhooks").inputs.stageName),
        },
        period: 300,
        statistic: "Sum",
        expression: undefined,
      });
      assert.equal(conditionOf(alarm), "> 0, 1 of 1 × 300 s");
    });
  });

  it("are accepted by CloudWatch when the poll runs once a day, and link to the owner's runbooks", async function () {
    this.timeout(180_000);
    const runbooksUrl = "https://github.com/acme/orders/blob/main/docs/runbooks";
    const declared = await recordedStack("dev", { pollIntervalMinutes: "1440", runbooksUrl });
    const alarm = alarmsOf(declared).get("poll-orders-overdue");
    assert.ok(alarm);
    assert.equal(conditionOf(alarm), "< 1, 2 of 2 × 86400 s");
    assert.ok(alarm.alarmDescription.endsWith(` Runbook: ${runbooksUrl}/poll-overdue.md`));
  });
});
