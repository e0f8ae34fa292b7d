/** Settings that determine the times of a queue. */
export interface QueueLoad {
  readonly batchSize: number;
  readonly maxReceiveCount: number;
}

export interface QueueTimes {
  readonly functionTimeoutSeconds: number;
  readonly batchingWindowSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly deadLetterRetentionSeconds: number;
  readonly deadLetterVisibilitySeconds: number;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Dead letters are received only by people who inspect them. Messages in flight are not counted, and
 * their return would look like new dead letters (queueAlarms.ts), so the timeout is short.
 */
const inspectionSeconds = 5;

const roundUpTo = (seconds: number, unit: number): number => Math.ceil(seconds / unit) * unit;

/** One second per message, since all invocations share the store's quota; Lambda's maximum is 15 minutes. */
const functionTimeout = (batchSize: number): number =>
  Math.min(Math.max(2 * minute, batchSize), 15 * minute);

/** Retry delays double from one minute to five hours, each with up to 20 % of jitter. */
const longestRetrySchedule = (receives: number): number =>
  Array.from({ length: receives }, (_, n) => 1.2 * Math.min(minute * 2 ** n, 5 * hour)).reduce(
    (sum, delay) => sum + delay,
    0,
  );

/**
 * The times of a queue and of its consumer, computed together because they depend on each other: AWS
 * recommends a visibility timeout of six function timeouts plus the batching window; batches above 10
 * need a window of at least a second; and retention must outlast the retry schedule, in the dead-letter
 * queue as well, where a message keeps its age.
 */
export const queueTimes = ({ batchSize, maxReceiveCount }: QueueLoad): QueueTimes => {
  const functionTimeoutSeconds = functionTimeout(batchSize);
  const batchingWindowSeconds = batchSize > 10 ? 1 : 0;
  const retry = longestRetrySchedule(maxReceiveCount);
  return {
    functionTimeoutSeconds,
    batchingWindowSeconds,
    visibilityTimeoutSeconds: roundUpTo(6 * functionTimeoutSeconds + batchingWindowSeconds, minute),
    retentionSeconds: Math.max(7 * day, roundUpTo(retry, day) + day),
    deadLetterRetentionSeconds: 14 * day,
    deadLetterVisibilitySeconds: inspectionSeconds,
  };
};
