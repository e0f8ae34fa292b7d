import {
  at,
  isWholeNumber,
  parsedJson,
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
  const value = resource && at(resource, path);
  return isWholeNumber(value) ? value : NaN;
};

const deadLettersOf = ({ props }: Resource): unknown => {
  const policy = parsedJson(props.redrivePolicy ?? "{}");
  return (policy as { deadLetterTargetArn?: unknown }).deadLetterTargetArn;
};

/** Comparisons with what is not there are not so, and what is not so is a violation. */
const expectAtLeast = (
  { urn }: Resource,
  what: string,
  least: number,
  got: number,
): readonly Violation[] =>
  got >= least ? [] : [{ urn, message: `expected ${what} for at least ${least} s, got ${got}` }];

const messagesAreHiddenLongEnough: StackRule = {
  name: "messages-are-hidden-long-enough",
  description:
    "AWS asks for six function timeouts and the batching window; less repeats work under way.",
  checkAll: (resources) =>
    ofType(resources, mappingType).flatMap((mapping) => {
      if (readsStream(mapping)) return [];
      const { eventSourceArn, functionName } = mapping.props;
      const queue = ofType(resources, queueType).find(({ props }) => props.arn === eventSourceArn);
      const worker = ofType(resources, functionType).find(({ props }) =>
        [props.name, props.arn].includes(functionName),
      );
      const window = numberAt(mapping, "maximumBatchingWindowInSeconds");
      const least = 6 * numberAt(worker, "timeout") + window;
      const hidden = numberAt(queue, "visibilityTimeoutSeconds");
      return expectAtLeast(queue ?? mapping, "messages to be hidden", least, hidden);
    }),
};

const deadLettersAreKept: StackRule = {
  name: "dead-letters-are-kept",
  description:
    "A message keeps its age when it becomes a dead letter, so its last queue must keep it longer.",
  checkAll: (resources) => {
    const queues = ofType(resources, queueType);
    const targets = queues.map(deadLettersOf);
    return queues
      .filter(({ props }) => !targets.includes(props.arn))
      .flatMap((queue) => {
        const target = queues.find(({ props }) => props.arn === deadLettersOf(queue));
        const kept = numberAt(target, "messageRetentionSeconds");
        const least = numberAt(queue, "messageRetentionSeconds") + 1;
        return expectAtLeast(queue, "dead letters to be kept", least, kept);
      });
  },
};

export const queueStackRules: readonly StackRule[] = [
  messagesAreHiddenLongEnough,
  deadLettersAreKept,
];
