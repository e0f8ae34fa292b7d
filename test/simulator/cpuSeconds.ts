/** The CPU time of `work`, which depends less on other processes than wall-clock time. */
export const cpuSeconds = async (work: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
};
