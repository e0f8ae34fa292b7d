/** The value of the last period; undefined without a sample. */
export type ReadDatapoint = () => Promise<number | undefined>;

const withFill =
  (readDatapoint: ReadDatapoint, value: number): ReadDatapoint =>
  async () =>
    (await readDatapoint()) ?? value;

/** The growth since the previous period; 0 if the previous value was 0. */
const increase = (readDatapoint: ReadDatapoint): ReadDatapoint => {
  let before: number | undefined;
  return async () => {
    const value = await readDatapoint();
    const growth = value === undefined || before === undefined ? undefined : value - before;
    const isFurther = before !== undefined && before > 0;
    before = value;
    return growth === undefined || isFurther ? growth : 0;
  };
};

/** Supports only the two expressions in use; undefined for any other. */
export const metricMath = (
  expression: string,
  id: string,
  readDatapoint: ReadDatapoint,
): ReadDatapoint | undefined => {
  const fill = new RegExp(`^FILL\\(${id}, (\\d+)\\)$`).exec(expression);
  if (fill) return withFill(readDatapoint, Number(fill[1]));
  const isGrowth = expression === `IF(${id} > DIFF(${id}), DIFF(${id}), 0)`;
  return isGrowth ? increase(readDatapoint) : undefined;
};
