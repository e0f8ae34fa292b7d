/** Settings that the times of a queue follow from. */
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
 * Only people receive dead letters, to look at them. While those are hidden they are not counted, and
 * that they are visible again would look as if more had come (queueAlarms.ts).
 */
const inspectionSeconds = 5;

const roundUpTo = (seconds: number, unit: number): number => Math.ceil(seconds / unit) * unit;

/** A second for each message, since the store's quota is shared by all invocations; Lambda's maximum is 15 minutes. */
const functionTimeout = (batchSize: number): number =>
  Math.min(Math.max(2 * minute, batchSize), 15 * minute);

/** A message is given back for one minute, then two, four … up to five hours, each with a fifth of jitter at most. */
const longestRetrySchedule = (receives: number): number =>
  Array.from({ length: receives }, (_, n) => 1.2 * Math.min(minute * 2 ** n, 5 * hour)).reduce(
    (sum, delay) => sum + delay,
    0,
  );

/**
 * The times of a queue and of the function that it drives, computed together because they depend
 * on each other: AWS asks for a visibility timeout of six function timeouts plus the batching
 * window; batches above 10 need a window of at least a second; and a message must not grow too old
 * for its queue while it is still being retried, nor for the dead letters, where its age counts on.
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
