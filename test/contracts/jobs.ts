import assert from "node:assert/strict";
import type { Jobs, PollJob } from "../../ports";

/** A Jobs table under test, and the count of its poll rows, read past the port. */
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

/** The contract of any Jobs table. `make` returns an empty one. */
export const describeJobs = (name: string, make: () => Promise<JobsUnderTest>): void => {
  describe(`${name}, as a Jobs table`, () => {
    let table: JobsUnderTest;
    beforeEach(async () => {
      table = await make();
    });

    it("returns no checkpoint before the first", async () => {
      assert.equal(await table.jobs.checkpoint(), undefined);
    });

    it("returns the last checkpoint unchanged", async () => {
      const settings = JSON.stringify({ acknowledge: "on" });
      for (const modifiedSince of ["2026-11-21T09:55:00.000Z", "2026-11-21T11:55:00.000Z"])
        await table.jobs.moveCheckpoint({ modifiedSince, settings });
      const { modifiedSince, settings: kept } = (await table.jobs.checkpoint()) ?? {};
      assert.deepEqual([modifiedSince, kept], ["2026-11-21T11:55:00.000Z", settings]);
    });

    it("stores how far the search for archived orders is, or that there was none", async () => {
      const checkpoint = { modifiedSince: "2026-11-21T09:55:00.000Z", settings: "{}" };
      for (const archiveSweep of [
        { afterId: 7, firstId: 1, highestId: 9 },
        { afterId: 0, highestId: 0 },
        undefined,
      ]) {
        await table.jobs.moveCheckpoint({ ...checkpoint, archiveSweep });
        assert.deepEqual((await table.jobs.checkpoint())?.archiveSweep, archiveSweep);
      }
    });

    it("stores that a checkpoint only opens a window", async () => {
      const opening = { modifiedSince: "2026-11-21T09:55:00.000Z", settings: "{}" };
      await table.jobs.moveCheckpoint({ ...opening, isOpening: true });
      assert.equal((await table.jobs.checkpoint())?.isOpening, true);
      await table.jobs.moveCheckpoint(opening);
      assert.equal((await table.jobs.checkpoint())?.isOpening, undefined);
    });

    it("stores when webhooks were last healthy", async () => {
      const webhooksHealthyAt = "2026-11-21T09:50:00.000Z";
      const checkpoint = { modifiedSince: "2026-11-21T09:55:00.000Z", settings: "{}" };
      await table.jobs.moveCheckpoint({ ...checkpoint, webhooksHealthyAt });
      assert.equal((await table.jobs.checkpoint())?.webhooksHealthyAt, webhooksHealthyAt);
    });

    it("stores a row for each poll, apart from the checkpoint", async () => {
      await table.jobs.record(job);
      await table.jobs.record({ ...job, traceId: "trace-2" });
      assert.equal(await table.polls(), 2);
      assert.equal(await table.jobs.checkpoint(), undefined);
    });

    it("is idempotent: a poll recorded twice is one row", async () => {
      await table.jobs.record(job);
      await table.jobs.record(job);
      assert.equal(await table.polls(), 1);
    });
  });
};
