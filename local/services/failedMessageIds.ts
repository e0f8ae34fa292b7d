interface Batch {
  readonly messageIds: readonly string[];
  /** Whether the mapping declares ReportBatchItemFailures; without it any answer is a success. */
  readonly partialResponses: boolean;
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Which messages of a batch failed, by what the function returned. As AWS has it: nothing to report
 * is a success, and a report that names anything but messages of the batch fails all of them.
 */
export const failedMessageIds = (
  response: unknown,
  { messageIds, partialResponses }: Batch,
): readonly string[] => {
  if (!partialResponses || response === null || response === undefined) return [];
  if (!isFields(response)) return messageIds;
  const failures = response.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return messageIds;
  const named = failures.map((failure: unknown) =>
    isFields(failure) ? failure.itemIdentifier : undefined,
  );
  const isOfBatch = (id: unknown): id is string =>
    typeof id === "string" && messageIds.includes(id);
  return named.every(isOfBatch) ? named : messageIds;
};
