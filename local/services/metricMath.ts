/** A metric's value of the last period; undefined where nothing was measured. */
export type ReadDatapoint = () => Promise<number | undefined>;

/** The value as if something had been measured in every period. */
const withFill =
  (measure: ReadDatapoint, value: number): ReadDatapoint =>
  async () =>
    (await measure()) ?? value;

/** By how much the value grew since the period before, where that one had something already. */
const increase = (measure: ReadDatapoint): ReadDatapoint => {
  let before: number | undefined;
  return async () => {
    const value = await measure();
    const growth = value === undefined || before === undefined ? undefined : value - before;
    const isFurther = before !== undefined && before > 0;
    before = value;
    return growth === undefined || isFurther ? growth : 0;
  };
};

/**
 * The expression that an alarm declares on one metric. Not a language: the shapes that are in use, and
 * undefined for any other.
 */
export const metricMath = (
  expression: string,
  id: string,
  measure: ReadDatapoint,
): ReadDatapoint | undefined => {
  const fill = new RegExp(`^FILL\\(${id}, (\\d+)\\)$`).exec(expression);
  if (fill) return withFill(measure, Number(fill[1]));
  const isGrowth = expression === `IF(${id} > DIFF(${id}), DIFF(${id}), 0)`;
  return isGrowth ? increase(measure) : undefined;
};
