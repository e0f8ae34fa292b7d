import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import type { DeclaredStack } from "../../local/declareStack";
import { ofType, onEveryStack, only, recordedStack, types } from "../support/recordedStack";

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

/** The metric that an alarm watches, and what is compared, in one line. */
const watchedBy = ({ metricQueries, ...plain }: AlarmInputs) => {
  const [source, result] = metricQueries ?? [];
  const metric = source?.metric ?? (plain as MetricInputs);
  const statistic = source?.metric?.stat ?? plain.statistic;
  const { namespace, metricName, dimensions, period } = metric;
  return { namespace, metricName, dimensions, period, statistic, expression: result?.expression };
};

/** What the alarm says of a value: where it is bad, for how long, and of no value at all. */
const judgementOf = (alarm: AlarmInputs) => {
  const sign = { GreaterThanThreshold: ">", LessThanThreshold: "<" }[alarm.comparisonOperator];
  const often = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods}`;
  return [`${sign} ${alarm.threshold}`, `${often} × ${watchedBy(alarm).period} s`].join(", ");
};

interface PollRuns {
  readonly failures: number;
  readonly isSlow: boolean;
}

/** When Lambda starts a poll and its retries, in minutes: where runs fail at once, and where they time out. */
const startsOf = ({ isSlow }: PollRuns): readonly number[] => (isSlow ? [0, 6, 13] : [0, 1, 3]);

/** Everything that three polls in a row can do, and the minutes at which their runs failed. */
const runsOfPolls = (everyMinutes: number) => {
  const onePoll = [false, true].flatMap((isSlow) =>
    [0, 1, 2, 3].map((failures) => ({ failures, isSlow })),
  );
  const inARow = onePoll.flatMap((a) => onePoll.flatMap((b) => onePoll.map((c) => [a, b, c])));
  return inARow.map((polls) => ({
    polls,
    errors: polls.flatMap((poll, nth) =>
      startsOf(poll)
        .slice(0, poll.failures)
        .map((start) => nth * everyMinutes + start),
    ),
  }));
};

/** The most of them that a window, sliding by minutes as CloudWatch's does, holds at once. */
const mostWithin = (minutes: number, errors: readonly number[]): number =>
  Math.max(0, ...errors.map((to) => errors.filter((at) => at <= to && at > to - minutes).length));

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

    it("are these and no others", () => {
      const each = ["poll-orders", "process-orders", "receive-webhook"];
      assert.deepEqual([...alarms().keys()].sort(), [
        "dead-letters",
        "dead-letters-growing",
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

    it("tell when they go off and when all is well again, dead letters to a topic of their own", () => {
      const arnOf = (name: string) => String(only(recorded(), types.topic, name).state.arn);
      for (const [name, { alarmActions, okActions }] of alarms()) {
        const topic = name.startsWith("dead-letters") ? "dead-letters" : "application-errors";
        assert.deepEqual([alarmActions, okActions], [[arnOf(topic)], [arnOf(topic)]], name);
      }
    });

    it("say what they mean, and end with a runbook that is there", () => {
      for (const [name, { alarmDescription }] of alarms()) {
        const [, sentence = "", page = ""] =
          /^(.{20,}) Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(alarmDescription) ?? [];
        assert.match(sentence, /\.$/, name);
        assert.ok(existsSync(path.join(__dirname, "..", "..", page)), `${name}: ${page}`);
        assert.ok(alarmDescription.length <= 1024, "CloudWatch takes no more");
      }
    });

    it("judge by periods that CloudWatch takes", () => {
      for (const [name, alarm] of alarms()) {
        const { period } = watchedBy(alarm);
        assert.equal(period % 60, 0, name);
        const longest = period < 3_600 ? 86_400 : 604_800;
        assert.ok(period * alarm.evaluationPeriods <= longest, name);
      }
    });

    it("count no period without data as bad, but one without a poll", () => {
      for (const [name, { treatMissingData }] of alarms()) {
        const expected = name === "poll-orders-overdue" ? "breaching" : "notBreaching";
        assert.equal(treatMissingData, expected, name);
      }
    });

    it("see a dead letter that has been visible for a minute", () => {
      const alarm = named("dead-letters");
      assert.deepEqual(watchedBy(alarm), {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: nameOf(types.queue, "orders-dead-letters") },
        period: 60,
        statistic: "Maximum",
        expression: undefined,
      });
      assert.equal(judgementOf(alarm), "> 0, 1 of 1 × 60 s");
    });

    it("see further dead letters, where there are some already", () => {
      const alarm = named("dead-letters-growing");
      assert.deepEqual(watchedBy(alarm), {
        ...watchedBy(named("dead-letters")),
        expression: "IF(m > DIFF(m), DIFF(m), 0)",
      });
      assert.equal(judgementOf(alarm), "> 0, 1 of 1 × 60 s");
    });

    it("see a message that has waited for an hour", () => {
      const alarm = named("orders-waiting");
      assert.deepEqual(watchedBy(alarm), {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: nameOf(types.queue, "orders") },
        period: 300,
        statistic: "Maximum",
        expression: undefined,
      });
      assert.equal(judgementOf(alarm), "> 3600, 1 of 1 × 300 s");
    });

    it("see that no poll succeeded within two intervals", () => {
      const alarm = named("poll-orders-overdue");
      assert.deepEqual(watchedBy(alarm), {
        namespace: "order-replication",
        metricName: "PollsSucceeded",
        dimensions: { FunctionName: nameOf(types.function, "poll-orders") },
        period: everyMinutes() * 60,
        statistic: "Sum",
        expression: "FILL(m, 0)",
      });
      assert.equal(judgementOf(alarm), `< 1, 2 of 2 × ${everyMinutes() * 60} s`);
    });

    it("see a poll that failed with its retries, and say so where it can be no two polls", () => {
      const alarm = named("poll-orders-failing");
      const { period } = watchedBy(alarm);
      const seen = runsOfPolls(everyMinutes()).map(({ polls, errors }) => ({
        isOnePoll: polls.some(({ failures }) => failures === 3),
        isAtOneSpeed: new Set(polls.map(({ isSlow }) => isSlow)).size === 1,
        isAlarm: mostWithin(period / 60, errors) > alarm.threshold,
      }));
      assert.ok(
        seen.every(({ isOnePoll, isAlarm }) => isAlarm || !isOnePoll),
        "unseen",
      );
      const isSure = /^A poll failed, and so did its retries\./.test(alarm.alarmDescription);
      assert.equal(isSure, everyMinutes() > 15);
      const unsure = seen.filter(({ isAtOneSpeed }) => isSure || isAtOneSpeed);
      assert.ok(
        unsure.every(({ isOnePoll, isAlarm }) => isOnePoll || !isAlarm),
        "false alarm",
      );
    });

    const ofFunctions: [string, string, string, string, string][] = [
      ["process-orders", "failing", "Errors", "Sum", "> 0, 1 of 1 × 300 s"],
      ["receive-webhook", "failing", "Errors", "Sum", "> 0, 1 of 1 × 300 s"],
      ["poll-orders", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["process-orders", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["receive-webhook", "throttled", "Throttles", "Sum", "> 0, 1 of 1 × 300 s"],
      ["poll-orders", "slow", "Duration", "Maximum", "> 297500, 1 of 1 × 300 s"],
      ["process-orders", "slow", "Duration", "Maximum", "> 117500, 1 of 1 × 300 s"],
      ["receive-webhook", "slow", "Duration", "Maximum", "> 7500, 1 of 1 × 300 s"],
    ];
    for (const [name, problem, metricName, statistic, judgement] of ofFunctions) {
      it(`see that ${name} is ${problem}`, () => {
        const alarm = named(`${name}-${problem}`);
        const { period, ...watched } = watchedBy(alarm);
        assert.deepEqual(watched, {
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: nameOf(types.function, name) },
          statistic,
          expression: undefined,
        });
        assert.equal(judgementOf(alarm), judgement);
        assert.ok(period > 0);
      });
    }

    it("see that a webhook was answered with an error", () => {
      const alarm = named("webhooks-unanswered");
      assert.deepEqual(watchedBy(alarm), {
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
      assert.equal(judgementOf(alarm), "> 0, 1 of 1 × 300 s");
    });
  });

  it("are of a kind that CloudWatch takes when the poll runs once a day, and link to the owner's copy", async function () {
    this.timeout(180_000);
    const runbooksUrl = "https://github.com/acme/orders/blob/main/docs/runbooks";
    const declared = await recordedStack("dev", { pollIntervalMinutes: "1440", runbooksUrl });
    const alarm = alarmsOf(declared).get("poll-orders-overdue");
    assert.ok(alarm);
    assert.equal(judgementOf(alarm), "< 1, 2 of 2 × 86400 s");
    assert.ok(alarm.alarmDescription.endsWith(` Runbook: ${runbooksUrl}/poll-overdue.md`));
  });
});
