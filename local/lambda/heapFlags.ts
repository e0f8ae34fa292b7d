/** Lambda's runtime gives a tenth of the memory to the young generation, in two semi-spaces. */
export const heapFlags = (megabytes: number): string[] => {
  const youngMegabytes = Math.floor(megabytes / 10);
  return [
    `--max-semi-space-size=${Math.floor(youngMegabytes / 2)}`,
    `--max-old-space-size=${megabytes - youngMegabytes}`,
  ];
};
