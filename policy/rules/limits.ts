import {
  environmentOf,
  expect,
  type Finding,
  isUnknown,
  isWholeNumber,
  readsStream,
  type ResourceRule,
  ruleFor,
  undecidedBy,
} from "../rule";

const hour = 3600;
const day = 24 * hour;
const kilobytes4 = 4096;

const bytesIn = (texts: readonly unknown[]): number =>
  new TextEncoder().encode(texts.map(String).join("")).length;

/** A finding where the known texts are too long, or may be too long together with unknown ones. */
const expectToFit = (what: string, texts: readonly unknown[]): readonly Finding[] => {
  const size = bytesIn(texts.filter((text) => !isUnknown(text)));
  const unknown = texts.find(isUnknown);
  return size <= kilobytes4 ? undecidedBy(unknown) : expect(false, `${what} up to 4 KB`, size);
};

const isBetween = (low: number, value: unknown, high: number): boolean =>
  isWholeNumber(value) && low <= value && value <= high;

const queueTimesFit = ruleFor(["aws:sqs/queue:Queue"], {
  name: "queue-times-fit",
  description:
    "SQS allows a visibility timeout of up to 12 hours and a retention of up to 14 days.",
  check: ({
    props: { visibilityTimeoutSeconds: visibility = 30, messageRetentionSeconds: retention },
  }) => [
    ...expect(
      isBetween(0, visibility, 12 * hour),
      "a visibility timeout up to 12 hours",
      visibility,
    ),
    ...expect(isBetween(60, retention, 14 * day), "a retention up to 14 days", retention),
  ],
});

const largeBatchesHaveAWindow = ruleFor(["aws:lambda/eventSourceMapping:EventSourceMapping"], {
  name: "large-batches-have-a-window",
  description: "Lambda requires a batching window of at least one second for batches above 10.",
  check: (mapping) => {
    const { batchSize, maximumBatchingWindowInSeconds: window } = mapping.props;
    const isValid = isBetween(1, batchSize, 10) || isBetween(1, window, 300);
    const expected = `a batching window for ${String(batchSize)} messages`;
    return expect(
      readsStream(mapping) || isValid,
      expected,
      isUnknown(batchSize) ? batchSize : window,
    );
  },
});

const environmentsFit = ruleFor(["aws:lambda/function:Function"], {
  name: "environments-fit",
  description: "Lambda limits environment variables to 4 KB in total.",
  check: (resource) => {
    const environment = environmentOf(resource);
    const texts = isUnknown(environment) ? [environment] : Object.entries(environment).flat();
    return expectToFit("an environment", texts);
  },
});

const parametersFit = ruleFor(["aws:ssm/parameter:Parameter"], {
  name: "parameters-fit",
  description: "SSM limits standard parameters to 4 KB.",
  check: ({ props: { value } }) => expectToFit("a parameter", [value]),
});

const alarmsFit = ruleFor(["aws:cloudwatch/metricAlarm:MetricAlarm"], {
  name: "alarms-fit",
  description:
    "CloudWatch evaluates up to a day, or a week with periods of an hour, and limits descriptions to 1,024 characters.",
  check: ({ props: { period = 60, evaluationPeriods, alarmDescription = "" } }) => {
    const span = Number(period) * Number(evaluationPeriods);
    const limit = Number(period) >= hour ? 7 * day : day;
    const unknown = [period, evaluationPeriods].find(isUnknown);
    const length = isUnknown(alarmDescription) ? alarmDescription : String(alarmDescription).length;
    return [
      ...expect(span <= limit, `an evaluation range up to ${limit} s`, unknown ?? span),
      ...expect(isBetween(0, length, 1024), "a description up to 1,024 characters", length),
    ];
  },
});

/** Quotas of AWS: exceeding one fails the deployment, or fails silently. */
export const limitRules: readonly ResourceRule[] = [
  queueTimesFit,
  largeBatchesHaveAWindow,
  environmentsFit,
  parametersFit,
  alarmsFit,
];
