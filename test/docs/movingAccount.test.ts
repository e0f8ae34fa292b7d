import assert from "node:assert/strict";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { isFields } from "../../local/fields";
import { listenOnLoopback, readBody } from "../../local/services/httpServer";
import { awsCliMajor } from "../support/awsCli";
import { commandsIn } from "../support/documentCommands";
import { documentShell } from "../support/documentShell";
import { only, recordedStack, types } from "../support/recordedStack";

type Fields = Readonly<Record<string, unknown>>;

const commands = commandsIn("docs/moving-region.md", "Another account").filter((line) =>
  /^aws dynamodb .*--/.test(line),
);
const table = "arn:aws:dynamodb:us-east-1:111122223333:table";
const exportArn = `${table}/orders/export/01695353076000-a1b2c3d4`;
const importArn = `${table}/orders-moved/import/01695353076001-a1b2c3d5`;
const values = {
  region: "eu-west-1",
  time: "2026-01-31T09:30:00Z",
  bucket: "orders-on-the-move",
  account: "444455556666",
  exportArn,
  exportId: "01695353076000-a1b2c3d4",
  importArn,
};

/** As far as the commands wait for it. */
const responses: Readonly<Record<string, object>> = {
  ExportTableToPointInTime: { ExportDescription: { ExportArn: exportArn } },
  DescribeExport: { ExportDescription: { ExportStatus: "COMPLETED" } },
  ImportTable: { ImportTableDescription: { ImportArn: importArn } },
  DescribeImport: { ImportTableDescription: { ImportStatus: "COMPLETED" } },
};

interface Sent {
  readonly action: string;
  readonly body: Fields;
}

/** The requests of the documented commands, which the AWS CLI checks against the model of DynamoDB. */
const sentRequests = async (): Promise<readonly Sent[]> => {
  const sent: Sent[] = [];
  const server = createServer((incoming, outgoing) => {
    const action = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
    readBody(incoming)
      .then((body) => {
        const parsed: unknown = JSON.parse(body.toString());
        sent.push({ action, body: isFields(parsed) ? parsed : {} });
        outgoing.end(JSON.stringify(responses[action] ?? {}));
      })
      .catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  const shell = documentShell({
    directory: tmpdir(),
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? tmpdir(),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "LOCAL",
      AWS_SECRET_ACCESS_KEY: "LOCAL",
      AWS_PAGER: "",
    },
  });
  try {
    const before = ["oldRegion=us-east-1", `oldArn=${table}/orders`];
    await shell.run([...before, ...commands], values);
    return sent;
  } finally {
    shell.remove();
    await stop();
  }
};

const bodyOf = (sent: readonly Sent[], action: string): Fields => {
  const found = sent.find((each) => each.action === action);
  assert.ok(found, action);
  return found.body;
};

describe("the commands that copy the Orders table to another account", function () {
  this.timeout(120_000);
  if (awsCliMajor() === undefined) {
    it.skip("are not tested: no AWS CLI is on the PATH");
    return;
  }
  let sent: readonly Sent[];
  before(async () => {
    sent = await sentRequests();
  });

  it("export the old table, and wait, then import the export, and wait", () => {
    assert.deepEqual(
      sent.map(({ action }) => action),
      Object.keys(responses),
    );
  });

  it("export to a bucket of the other account, in a form that an import reads", () => {
    const exported = bodyOf(sent, "ExportTableToPointInTime");
    const imported = bodyOf(sent, "ImportTable");
    assert.equal(exported["S3BucketOwner"], values.account);
    assert.equal(exported["ExportFormat"], imported["InputFormat"]);
    // docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
    assert.equal(imported["InputCompressionType"], "GZIP");
    assert.deepEqual(imported["S3BucketSource"], {
      S3Bucket: exported["S3Bucket"],
      S3KeyPrefix: `AWSDynamoDB/${values.exportId}/data/`,
    });
  });

  it("import a table with the key and the settings of the declared one", async () => {
    const { inputs } = only(await recordedStack("dev"), types.table, "orders");
    const created = bodyOf(sent, "ImportTable")["TableCreationParameters"] as Fields;
    const attributes = inputs["attributes"] as readonly { name: string; type: string }[];
    assert.deepEqual(created, {
      TableName: "orders-moved",
      KeySchema: [{ AttributeName: inputs["hashKey"], KeyType: "HASH" }],
      AttributeDefinitions: attributes.map(({ name: AttributeName, type: AttributeType }) => ({
        AttributeName,
        AttributeType,
      })),
      BillingMode: inputs["billingMode"],
      SSESpecification: { Enabled: true },
    });
    assert.deepEqual(inputs["serverSideEncryption"], { enabled: true });
    assert.equal(inputs["rangeKey"], undefined);
  });
});
