/** The seconds that the work keeps the processor busy: unlike those on the clock, no other process lengthens them much. */
export const cpuSeconds = async (work: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
};
