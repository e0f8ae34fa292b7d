import {
  at,
  expect,
  isWholeNumber,
  readsStream,
  type Resource,
  type ResourceRule,
  ruleFor,
} from "../rule";

const hour = 3600;
const day = 24 * hour;
const kilobytes4 = 4096;

const bytesIn = (texts: readonly unknown[]): number =>
  new TextEncoder().encode(texts.map(String).join("")).length;

const isFrom = (low: number, value: unknown, high: number): boolean =>
  isWholeNumber(value) && low <= value && value <= high;

const queueTimesFit = ruleFor(["aws:sqs/queue:Queue"], {
  name: "queue-times-fit",
  description: "SQS hides a message for half a day at most, and keeps it for two weeks.",
  check: ({ props: { visibilityTimeoutSeconds: hidden = 30, messageRetentionSeconds: kept } }) => [
    ...expect(isFrom(0, hidden, day / 2), "a visibility timeout up to half a day", hidden),
    ...expect(isFrom(60, kept, 14 * day), "a retention up to two weeks", kept),
  ],
});

const largeBatchesHaveAWindow = ruleFor(["aws:lambda/eventSourceMapping:EventSourceMapping"], {
  name: "large-batches-have-a-window",
  description: "Lambda takes a batch size above 10 only with a batching window of a second.",
  check: (mapping) => {
    const { batchSize, maximumBatchingWindowInSeconds: window } = mapping.props;
    const isTaken = isFrom(1, batchSize, 10) || isFrom(1, window, 300);
    const expected = `a batching window for ${String(batchSize)} messages`;
    return expect(readsStream(mapping) || isTaken, expected, window);
  },
});

const variablesOf = (resource: Resource): readonly unknown[] => {
  const variables = at(resource, "environment.variables");
  return typeof variables === "object" && variables ? Object.entries(variables).flat() : [];
};

const environmentsFit = ruleFor(["aws:lambda/function:Function"], {
  name: "environments-fit",
  description: "Lambda takes 4 KB of environment.",
  check: (resource) => {
    const size = bytesIn(variablesOf(resource));
    return expect(size <= kilobytes4, "an environment up to 4 KB", size);
  },
});

const parametersFit = ruleFor(["aws:ssm/parameter:Parameter"], {
  name: "parameters-fit",
  description: "SSM takes 4 KB in a standard parameter.",
  check: ({ props: { value } }) => {
    const size = bytesIn([value]);
    return expect(size <= kilobytes4, "a parameter up to 4 KB", size);
  },
});

const alarmsFit = ruleFor(["aws:cloudwatch/metricAlarm:MetricAlarm"], {
  name: "alarms-fit",
  description: "CloudWatch looks back a day, or a week by the hour, and takes 1,024 characters.",
  check: ({ props: { period = 60, evaluationPeriods, alarmDescription = "" } }) => {
    const span = Number(period) * Number(evaluationPeriods);
    const limit = Number(period) >= hour ? 7 * day : day;
    const { length } = String(alarmDescription);
    return [
      ...expect(span <= limit, `a look back of up to ${limit} s`, span),
      ...expect(length <= 1024, "a description up to 1,024 characters", length),
    ];
  },
});

/** What AWS would refuse, at deployment or never with a word. */
export const limitRules: readonly ResourceRule[] = [
  queueTimesFit,
  largeBatchesHaveAWindow,
  environmentsFit,
  parametersFit,
  alarmsFit,
];
