import assert from "node:assert/strict";
import { alertDedup } from "../../adapters/alertDedup";
import { chunkTable } from "../../adapters/chunkTable";
import { jobTable } from "../../adapters/jobTable";
import { orderTable } from "../../adapters/orderTable";
import { webhookTable } from "../../adapters/webhookTable";
import { anAlert } from "../support/anAlert";
import { aSnapshot } from "../support/aSnapshot";
import { type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { aTable, chunksTable, jobsTable, webhooksTable } from "../support/someTables";
import { startStaleDynamoDb } from "../support/staleDynamoDb";

const now = () => new Date("2026-11-21T10:00:00.000Z");

describe("what was written a moment ago", () => {
  let aws: AwsEmulator;
  let stale: Awaited<ReturnType<typeof startStaleDynamoDb>>;
  before(async () => {
    aws = await startAwsEmulator([
      aTable("orders", { id: "N" }),
      chunksTable(),
      jobsTable(),
      webhooksTable(),
    ]);
    stale = await startStaleDynamoDb(aws.cloud.endpoint);
  });
  after(async () => {
    await stale.stop();
    await aws.stop();
  });
  const nameOf = (table: string) => aws.cloud.tableName(table);

  it("is read from the Orders table", async () => {
    const records = orderTable(nameOf("orders"), chunkTable(nameOf("chunks")));
    await records.replicate(aSnapshot(), "trace");
    assert.equal((await records.find([100])).get(100)?.state, "replicated");
  });

  it("is read from the OrderChunks table", async () => {
    const chunks = chunkTable(nameOf("chunks"));
    const version = { orderId: 100, part: "products", version: "1" };
    await chunks.put({ ...version, number: 0 }, Buffer.from("chunk"));
    assert.equal((await chunks.read(version)).length, 1);
    assert.equal((await chunks.listBefore({ ...version, version: "2" })).length, 1);
  });

  it("is read from the Jobs table", async () => {
    const jobs = jobTable(nameOf("jobs"), 90);
    await jobs.moveCheckpoint({ modifiedSince: now().toISOString(), settings: "{}" });
    assert.equal((await jobs.checkpoint())?.settings, "{}");
  });

  it("is read of an alert", async () => {
    const mark = alertDedup({ tableName: nameOf("jobs"), retentionDays: 90, now })(anAlert());
    await mark.release("sent");
    assert.equal(await mark.isSent(), true);
  });

  it("is read from the Webhooks table", async () => {
    const events = webhookTable(nameOf("webhooks"), 90);
    const event = { orderId: 7, eventId: "e1", scope: "store/order/created", signed: true };
    await events.add(event, { at: now(), traceId: "trace", why: "a new order" });
    assert.equal((await events.find(event))?.decision, "queued");
  });
});
