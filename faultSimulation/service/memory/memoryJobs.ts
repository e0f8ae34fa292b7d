import type { Checkpoint } from "../../../domain/sweep";
import type { Jobs, PollJob } from "../../../ports";

export type MemoryJobs = Jobs & { readonly polls: () => readonly PollJob[] };

/** The Jobs table in memory. */
export const memoryJobs = (): MemoryJobs => {
  const polls = new Map<string, PollJob>();
  let checkpoint: Checkpoint | undefined;
  return {
    polls: () => [...polls.values()],
    checkpoint: async () => checkpoint,
    async moveCheckpoint(to) {
      checkpoint = to;
    },
    async record(job) {
      polls.set(`${job.startedAt.toISOString()} ${job.traceId}`, job);
    },
  };
};
