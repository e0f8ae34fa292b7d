import assert from "node:assert/strict";
import type { Jobs, PollJob } from "../../ports";

/** A Jobs table under test, and a count of its poll rows past the port. */
export interface JobsUnderTest {
  readonly jobs: Jobs;
  readonly polls: () => Promise<number>;
}

const job: PollJob = {
  traceId: "trace-1",
  startedAt: new Date("2026-11-21T10:00:00.000Z"),
  endedAt: new Date("2026-11-21T10:00:02.500Z"),
  outcome: "succeeded",
  acknowledge: "on",
  sweeps: [{ statusId: 11, modifiedSince: undefined, seen: 3, queued: 2, pages: 1 }],
  queued: 2,
  counts: { "11": 3 },
};

/** What any Jobs table must do. `make` gives an empty one. */
export const describeJobs = (name: string, make: () => Promise<JobsUnderTest>): void => {
  describe(`${name}, as a Jobs table`, () => {
    let table: JobsUnderTest;
    beforeEach(async () => {
      table = await make();
    });

    it("has no checkpoint before the first", async () => {
      assert.equal(await table.jobs.checkpoint(), undefined);
    });

    it("has the checkpoint that it was moved to last, to the letter", async () => {
      const settings = JSON.stringify({ acknowledge: "on" });
      for (const modifiedSince of ["2026-11-21T09:55:00.000Z", "2026-11-21T11:55:00.000Z"])
        await table.jobs.moveCheckpoint({ modifiedSince, settings });
      const { modifiedSince, settings: kept } = (await table.jobs.checkpoint()) ?? {};
      assert.deepEqual([modifiedSince, kept], ["2026-11-21T11:55:00.000Z", settings]);
    });

    it("remembers that a checkpoint only opens a window", async () => {
      const opening = { modifiedSince: "2026-11-21T09:55:00.000Z", settings: "{}" };
      await table.jobs.moveCheckpoint({ ...opening, isOpening: true });
      assert.equal((await table.jobs.checkpoint())?.isOpening, true);
      await table.jobs.moveCheckpoint(opening);
      assert.equal((await table.jobs.checkpoint())?.isOpening, undefined);
    });

    it("remembers when webhooks were last healthy", async () => {
      const webhooksHealthyAt = "2026-11-21T09:50:00.000Z";
      const checkpoint = { modifiedSince: "2026-11-21T09:55:00.000Z", settings: "{}" };
      await table.jobs.moveCheckpoint({ ...checkpoint, webhooksHealthyAt });
      assert.equal((await table.jobs.checkpoint())?.webhooksHealthyAt, webhooksHealthyAt);
    });

    it("keeps a row for each poll, and these are no checkpoint", async () => {
      await table.jobs.record(job);
      await table.jobs.record({ ...job, traceId: "trace-2" });
      assert.equal(await table.polls(), 2);
      assert.equal(await table.jobs.checkpoint(), undefined);
    });

    it("keeps one row of a poll that is recorded twice", async () => {
      await table.jobs.record(job);
      await table.jobs.record(job);
      assert.equal(await table.polls(), 1);
    });
  });
};
