import { devValues } from "./stackFiles";

/** Other values of settings which, together, update a resource of each kind that a setting can update. */
export const otherSettings = {
  batchSize: "20",
  logRetentionDays: "90",
  maxReceiveCount: "10",
  pollIntervalMinutes: "60",
  processConcurrency: "5",
  runbooksUrl: "https://example.com/runbooks",
};

/** The values before, of the same settings. */
export const theseSettings = {
  batchSize: "10",
  logRetentionDays: devValues.logRetentionDays,
  maxReceiveCount: "20",
  pollIntervalMinutes: devValues.pollIntervalMinutes,
  processConcurrency: "3",
  runbooksUrl: "docs/runbooks",
};
