interface TokenBucketOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly nowMs: () => number;
}

/** Answers whether one more request may pass: how API Gateway throttles. */
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
