/** A reading older than this decides no status: the order may have changed since. */
const freshForMs = 10_000;

/** Until when a reading may decide a status. */
export const freshUntil = (readAt: Date): Date => new Date(readAt.getTime() + freshForMs);

export const isFresh = (readAt: Date, now: Date): boolean => now <= freshUntil(readAt);

/**
 * A claim outlasts what it protects: a reading's last fresh moment, the longest request and a margin.
 */
const leaseMs = freshForMs + 15_000 + 5_000;

export const leaseEnd = (claimedAt: Date): Date => new Date(claimedAt.getTime() + leaseMs);
