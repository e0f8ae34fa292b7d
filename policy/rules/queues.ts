import { type Reference, referenceFrom } from "../reference";
import {
  fieldOf,
  findingsAt,
  isUnknown,
  isWholeNumber,
  parseJson,
  propertyAt,
  readsStream,
  type Resource,
  type StackFinding,
  type StackRule,
  undecidedBy,
  type UnknownValue,
  violation,
} from "../rule";

const queueType = "aws:sqs/queue:Queue";
const functionType = "aws:lambda/function:Function";
const mappingType = "aws:lambda/eventSourceMapping:EventSourceMapping";

const ofType = (resources: readonly Resource[], type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type === type);

/** NaN stands for a missing value: every comparison with NaN is false, hence a violation. */
type Seconds = number | UnknownValue;

const secondsAt = (reference: Reference, path: string): Seconds => {
  if (reference === undefined) return NaN;
  const value = isUnknown(reference) ? reference : propertyAt(reference, path);
  return isWholeNumber(value) || isUnknown(value) ? value : NaN;
};

const expectAtLeast = (
  resource: Resource,
  what: string,
  minimum: Seconds,
  got: Seconds,
): readonly StackFinding[] => {
  if (isUnknown(minimum)) return findingsAt(resource, undecidedBy(minimum));
  if (isUnknown(got)) return findingsAt(resource, undecidedBy(got));
  if (got >= minimum) return [];
  const message = `expected ${what} of at least ${minimum} s, got ${got}`;
  return findingsAt(resource, [violation(message)]);
};

const queueOf = (resources: readonly Resource[], mapping: Resource): Reference =>
  referenceFrom(resources, mapping, {
    property: "eventSourceArn",
    value: mapping.props.eventSourceArn,
    type: queueType,
    ids: ["arn"],
  });

const consumerOf = (resources: readonly Resource[], mapping: Resource): Reference =>
  referenceFrom(resources, mapping, {
    property: "functionName",
    value: mapping.props.functionName,
    type: functionType,
    ids: ["name", "arn"],
  });

/** An update without a redrive policy reports the policy as an empty text. */
const deadLettersOf = (resources: readonly Resource[], queue: Resource): Reference =>
  referenceFrom(resources, queue, {
    property: "redrivePolicy",
    value: fieldOf(parseJson(queue.props.redrivePolicy || "{}"), "deadLetterTargetArn"),
    type: queueType,
    ids: ["arn"],
  });

const recommendedVisibility = (timeout: Seconds, window: Seconds): Seconds => {
  if (isUnknown(timeout)) return timeout;
  return isUnknown(window) ? window : 6 * timeout + window;
};

const visibilityTimeoutsAreLongEnough: StackRule = {
  name: "visibility-timeouts-are-long-enough",
  description:
    "AWS recommends six function timeouts plus the batching window; a shorter one redelivers messages in flight.",
  checkAll: (resources) =>
    ofType(resources, mappingType).flatMap((mapping) => {
      if (readsStream(mapping)) return [];
      const queue = queueOf(resources, mapping);
      const timeout = secondsAt(consumerOf(resources, mapping), "timeout");
      const window = secondsAt(mapping, "maximumBatchingWindowInSeconds");
      const minimum = recommendedVisibility(timeout, window);
      const visibility = secondsAt(queue, "visibilityTimeoutSeconds");
      const subject = queue === undefined || isUnknown(queue) ? mapping : queue;
      return expectAtLeast(subject, "a visibility timeout", minimum, visibility);
    }),
};

const longerThan = (retention: Seconds): Seconds =>
  isUnknown(retention) ? retention : retention + 1;

const deadLettersAreRetained: StackRule = {
  name: "dead-letters-are-retained",
  description:
    "A dead letter keeps its enqueue timestamp, so its queue needs a longer retention than the source queue.",
  checkAll: (resources) => {
    const queues = ofType(resources, queueType);
    const targets = queues.map((queue) => deadLettersOf(resources, queue));
    return queues
      .filter((queue) => !targets.includes(queue))
      .flatMap((queue) => {
        // A queue without dead letters may be the target that another queue names by an unknown value.
        const target = deadLettersOf(resources, queue) ?? targets.find(isUnknown);
        const minimum = longerThan(secondsAt(queue, "messageRetentionSeconds"));
        const retention = secondsAt(target, "messageRetentionSeconds");
        return expectAtLeast(queue, "a retention of dead letters", minimum, retention);
      });
  },
};

export const queueStackRules: readonly StackRule[] = [
  visibilityTimeoutsAreLongEnough,
  deadLettersAreRetained,
];
