import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { clientSettings } from "../support/clientSettings";
import { type CopiedProject, copyWholeProject } from "../support/copiedProject";
import { commandsIn } from "../support/documentCommands";
import { eventually } from "../support/eventually";
import { pulumiStub } from "../support/pulumiStub";
import { ownSettings, plantedSecrets } from "../support/recordedStack";
import { type RunningService, startService } from "../support/runningService";
import { type SampleService, sampleService } from "../support/sampleService";
import { runShell } from "../support/shell";
import { aTable } from "../support/someTables";
import { fullKey, shippedSettings, stackFileText } from "../support/stackFiles";

const guide = "docs/moving-from-the-sample.md";
const dryRun = commandsIn(guide, "3. See what the sample left behind");
const importing = commandsIn(guide, "4. Import");
const sampleTable = "sample-orders";

/** A decision on an order, as logged by processOrders. */
const isProcessed = (line: string, id: number): boolean =>
  line.includes(`"orderId":${id}`) && /"order\.(refreshed|acknowledged)"/.test(line);

const isCommand = (line: string): boolean => /^(export |(table|chunks)=|npm run )/.test(line);

describe("journey: the sample's table → import-sample → this service", () => {
  let service: RunningService;
  let project: CopiedProject;
  let sample: SampleService;
  let env: Readonly<Record<string, string>>;

  before(async function () {
    this.timeout(120_000);
    service = await startService({
      store: { orders: 40, seed: 4 },
      adapt: (declared) => ({
        ...declared,
        resources: [...declared.resources, aTable(sampleTable, { id: "N" })],
      }),
    });
    project = await copyWholeProject();
    sample = sampleService(service.store);
    env = await environment();
    await writeStackFile();
  });
  after(async () => {
    await project?.remove();
    await service?.stop();
  });

  const environment = async () => {
    const orders = service.cloud.tableName("orders");
    const orderChunks = service.cloud.tableName("order-chunks");
    const { accessToken } = plantedSecrets;
    const stack = { outputs: { tableNames: { orders, orderChunks } }, secrets: { accessToken } };
    const stub = await pulumiStub(project.directory, stack);
    return {
      PATH: `${stub}${path.delimiter}${process.env["PATH"]}`,
      HOME: project.directory,
      AWS_ENDPOINT_URL: service.cloud.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      npm_config_update_notifier: "false",
    };
  };

  const writeStackFile = () => {
    const { storeHash, alertEmail } = ownSettings;
    const own = Object.entries({ storeHash, alertEmail, apiUrl: service.storeUrl });
    const settings = Object.fromEntries(own.map(([key, value]) => [fullKey(key), value]));
    const text = stackFileText({ ...shippedSettings("prod"), ...settings });
    return writeFile(path.join(project.directory, "Pulumi.prod.yaml"), text);
  };

  const saveSample = async () => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(service.cloud)));
    const TableName = service.cloud.tableName(sampleTable);
    for (const Item of sample.items.values())
      await client.send(new PutCommand({ TableName, Item }));
    client.destroy();
  };

  /** The lines of a section, as a user runs them one after the other in one shell. */
  const runLines = (lines: readonly string[]) =>
    runShell({
      line: lines
        .filter(isCommand)
        .join("\n")
        .replaceAll("<sampleTable>", service.cloud.tableName(sampleTable)),
      directory: project.directory,
      env,
    });

  const outcomes = async () => {
    const report = await readFile(path.join(project.directory, "orders.jsonl"), "utf8");
    const lines = report.trimEnd().split("\n");
    return new Map(
      lines
        .map((line) => JSON.parse(line) as { readonly orderId: number; readonly outcome: string })
        .map(({ orderId, outcome }) => [orderId, outcome] as const),
    );
  };

  const newOrders = () =>
    service.store
      .orders()
      .filter(({ status_id, order_is_digital }) => status_id === 11 && !order_is_digital)
      .map(({ id }) => id);

  const statusesByApi = (id: number) =>
    service.store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : []));

  it("acknowledges nothing twice, by the commands of the guide", async function () {
    this.timeout(120_000);
    const [acknowledged = 0, unacknowledged = 0] = newOrders();
    sample.process(acknowledged);
    sample.storeOnly(unacknowledged);
    await saveSample();

    const dry = await runLines(dryRun);
    assert.equal(dry.exitCode, 0, dry.output);
    assert.match(dry.output, /Dry run: nothing was written/);
    assert.equal((await outcomes()).get(acknowledged), "import");
    assert.deepEqual(await service.rows("orders"), []);

    const written = await runLines([
      ...dryRun.filter((line) => !line.startsWith("npm ")),
      ...importing,
    ]);
    assert.equal(written.exitCode, 0, written.output);
    assert.equal((await outcomes()).get(unacknowledged), "leave new");

    service.store.setStatus(acknowledged, 11);
    await service.poll();
    await eventually("both orders were processed", () =>
      [acknowledged, unacknowledged].every((id) =>
        service.logs.some((line) => isProcessed(line, id)),
      ),
    );
    assert.deepEqual(statusesByApi(acknowledged), [9]);
    assert.deepEqual(statusesByApi(unacknowledged), [9]);
    const rows = await service.rows("orders");
    const row = rows.find(({ id }) => id === acknowledged);
    assert.deepEqual([row?.["state"], typeof row?.["importedAt"]], ["acknowledged", "string"]);
  });
});
