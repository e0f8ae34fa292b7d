interface TokenBucketOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly nowMs: () => number;
}

/** Returns whether another request may pass; API Gateway throttles by this algorithm. */
export const tokenBucket = ({
  ratePerSecond,
  burst,
  nowMs,
}: TokenBucketOptions): (() => boolean) => {
  let tokens = burst;
  let filledAt = nowMs();
  return () => {
    const now = nowMs();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * ratePerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
