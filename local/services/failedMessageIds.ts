import { isFields } from "../fields";

interface Batch {
  readonly messageIds: readonly string[];
  /** Whether the mapping declares ReportBatchItemFailures; otherwise any response is a success. */
  readonly partialResponses: boolean;
}

/**
 * The messages of a batch that failed, by the function's response. As on AWS, an empty response is a
 * success, and one that is invalid or names other messages fails the whole batch.
 */
export const failedMessageIds = (
  response: unknown,
  { messageIds, partialResponses }: Batch,
): readonly string[] => {
  if (!partialResponses || response === null || response === undefined) return [];
  if (!isFields(response)) return messageIds;
  const failures = response.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return messageIds;
  const ids = failures.map((failure: unknown) =>
    isFields(failure) ? failure.itemIdentifier : undefined,
  );
  const isInBatch = (id: unknown): id is string =>
    typeof id === "string" && messageIds.includes(id);
  return ids.every(isInBatch) ? ids : messageIds;
};
