import assert from "node:assert/strict";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../adapters/documentClient";
import { jobTable } from "../../adapters/jobTable";
import type { PollJob } from "../../ports";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { jobsTable } from "../support/someTables";

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

describe("jobTable", () => {
  let aws: AwsEmulator;
  before(async () => {
    aws = await startAwsEmulator([jobsTable()]);
  });
  after(() => aws.stop());
  const rows = async () => {
    const { Items = [] } = await documentClient().send(
      new ScanCommand({ TableName: aws.cloud.tableName("jobs") }),
    );
    return Items;
  };
  const table = () => jobTable(aws.cloud.tableName("jobs"), 90);

  it("returns no checkpoint before the first poll, and then the last one", async () => {
    assert.equal(await table().checkpoint(), undefined);
    for (const modifiedSince of ["2026-11-21T09:55:00.000Z", "2026-11-21T11:55:00.000Z"]) {
      await table().moveCheckpoint({ modifiedSince, settings: "{}" });
    }
    const checkpoint = await table().checkpoint();
    assert.equal(checkpoint?.modifiedSince, "2026-11-21T11:55:00.000Z");
  });

  it("stores a checkpoint under the attribute names that deployed tables have", async () => {
    const instant = "2026-11-21T11:55:00.000Z";
    await table().moveCheckpoint({
      modifiedSince: instant,
      settings: "{}",
      changesSince: instant,
      webhooksHealthyAt: instant,
      isOpening: true,
    });
    const [row] = (await rows()).filter(({ kind }) => kind === "checkpoint");
    assert.deepEqual(row, {
      kind: "checkpoint",
      at: "poll",
      modifiedSince: instant,
      settings: "{}",
      changesSince: instant,
      hooksWellAt: instant,
      isOpening: true,
    });
  });

  it("stores a row per poll that expires after the retention; the checkpoint never expires", async () => {
    await table().record(job);
    await table().record({ ...job, traceId: "trace-2" });
    const polls = (await rows()).filter(({ kind }) => kind === "poll");
    assert.equal(polls.length, 2);
    for (const { durationMs, expiresAt } of polls) {
      assert.deepEqual(
        [durationMs, expiresAt],
        [2_500, Date.parse("2027-02-19T10:00:00.000Z") / 1000],
      );
    }
    const [checkpoint] = (await rows()).filter(({ kind }) => kind === "checkpoint");
    assert.ok(checkpoint && !("expiresAt" in checkpoint));
  });
});
