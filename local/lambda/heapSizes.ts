/** As Lambda's own runtime divides a function's memory: a tenth of it, in halves, for what is new. */
export const heapSizes = (megabytes: number): string[] => {
  const forTheNew = Math.floor(megabytes / 10);
  return [
    `--max-semi-space-size=${Math.floor(forTheNew / 2)}`,
    `--max-old-space-size=${megabytes - forTheNew}`,
  ];
};
