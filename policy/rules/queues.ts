import {
  isWholeNumber,
  parseJson,
  propertyAt,
  readsStream,
  type Resource,
  type StackRule,
  type Violation,
} from "../rule";

const queueType = "aws:sqs/queue:Queue";
const functionType = "aws:lambda/function:Function";
const mappingType = "aws:lambda/eventSourceMapping:EventSourceMapping";

const ofType = (resources: readonly Resource[], type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type === type);

const numberAt = (resource: Resource | undefined, path: string): number => {
  const value = resource && propertyAt(resource, path);
  return isWholeNumber(value) ? value : NaN;
};

const deadLetterQueueArn = ({ props }: Resource): unknown => {
  const policy = parseJson(props.redrivePolicy ?? "{}");
  return (policy as { deadLetterTargetArn?: unknown }).deadLetterTargetArn;
};

/** NaN stands for a missing value: every comparison with NaN is false, hence a violation. */
const expectAtLeast = (
  { urn }: Resource,
  what: string,
  minimum: number,
  got: number,
): readonly Violation[] =>
  got >= minimum ? [] : [{ urn, message: `expected ${what} of at least ${minimum} s, got ${got}` }];

const visibilityTimeoutsAreLongEnough: StackRule = {
  name: "visibility-timeouts-are-long-enough",
  description:
    "AWS recommends six function timeouts plus the batching window; a shorter one redelivers messages in flight.",
  checkAll: (resources) =>
    ofType(resources, mappingType).flatMap((mapping) => {
      if (readsStream(mapping)) return [];
      const { eventSourceArn, functionName } = mapping.props;
      const queue = ofType(resources, queueType).find(({ props }) => props.arn === eventSourceArn);
      const consumer = ofType(resources, functionType).find(({ props }) =>
        [props.name, props.arn].includes(functionName),
      );
      const window = numberAt(mapping, "maximumBatchingWindowInSeconds");
      const minimum = 6 * numberAt(consumer, "timeout") + window;
      const visibility = numberAt(queue, "visibilityTimeoutSeconds");
      return expectAtLeast(queue ?? mapping, "a visibility timeout", minimum, visibility);
    }),
};

const deadLettersAreRetained: StackRule = {
  name: "dead-letters-are-retained",
  description:
    "A dead letter keeps its enqueue timestamp, so its queue needs a longer retention than the source queue.",
  checkAll: (resources) => {
    const queues = ofType(resources, queueType);
    const targets = queues.map(deadLetterQueueArn);
    return queues
      .filter(({ props }) => !targets.includes(props.arn))
      .flatMap((queue) => {
        const target = queues.find(({ props }) => props.arn === deadLetterQueueArn(queue));
        const retention = numberAt(target, "messageRetentionSeconds");
        const minimum = numberAt(queue, "messageRetentionSeconds") + 1;
        return expectAtLeast(queue, "a retention of dead letters", minimum, retention);
      });
  },
};

export const queueStackRules: readonly StackRule[] = [
  visibilityTimeoutsAreLongEnough,
  deadLettersAreRetained,
];
