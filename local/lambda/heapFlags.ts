/** As Lambda's own runtime divides a function's memory: a tenth of it, in halves, for what is new. */
export const heapFlags = (megabytes: number): string[] => {
  const youngMegabytes = Math.floor(megabytes / 10);
  return [
    `--max-semi-space-size=${Math.floor(youngMegabytes / 2)}`,
    `--max-old-space-size=${megabytes - youngMegabytes}`,
  ];
};
