import assert from "node:assert/strict";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { chunksOf } from "../../adapters/chunksOf";
import { documentClient } from "../../adapters/documentClient";
import { sampleTable } from "../../adapters/sampleTable";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { aTable } from "../support/someTables";

describe("sampleTable", () => {
  let aws: AwsEmulator;
  before(async () => {
    aws = await startAwsEmulator([aTable("sample", { id: "N" })]);
  });
  after(() => aws.stop());

  it("reads every item of more than one page once", async () => {
    const tableName = aws.cloud.tableName("sample");
    const ids = Array.from({ length: 130 }, (_, n) => n + 1);
    for (const some of chunksOf(25, ids)) {
      const requests = some.map((id) => ({ PutRequest: { Item: { id, coupons: "" } } }));
      const write = new BatchWriteCommand({ RequestItems: { [tableName]: requests } });
      await documentClient().send(write);
    }
    const read: unknown[] = [];
    let pages = 0;
    for await (const items of sampleTable({ tableName }).pages()) {
      pages += 1;
      read.push(...items.map(({ id }) => id));
    }
    assert.deepEqual(
      read.map(Number).sort((a, b) => a - b),
      ids,
    );
    assert.equal(pages, 2);
  });

  it("names a table that does not exist", async () => {
    const pages = sampleTable({ tableName: "misspelt" }).pages()[Symbol.asyncIterator]();
    await assert.rejects(pages.next(), {
      code: "aws.failed",
      message: /^Reading the sample's table misspelt failed: ResourceNotFoundException/,
    });
  });
});
