import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DeclaredResource } from "../../../local/declareStack";
import { awsCliMajor } from "../../support/awsCli";
import { clientSettings } from "../../support/clientSettings";
import { copyWholeProject } from "../../support/copiedProject";
import { type Deployment, startDeployment } from "../../support/deployment";
import { linesOfStep } from "../../support/documentCommands";
import type { DocumentShell } from "../../support/documentShell";
import {
  areAcknowledged,
  assertAnswered,
  assertNoDeadLetters,
  assertOnceEach,
  drillShell,
  passedSecond,
  rowsOf,
  settled,
  statusWrites,
  withoutPrompts,
} from "../../support/drill";
import { describeEngine } from "../../support/engine";
import type { Row } from "../../support/tableRows";

const guide = "docs/restore.md";
const tableType = "aws:dynamodb/table:Table";

/** A stack whose functions run, and a shell for the commands of the guide. */
interface Drill {
  readonly deployed: Deployment;
  readonly shell: DocumentShell;
  readonly client: DynamoDBDocumentClient;
  readonly stop: () => Promise<void>;
}

const startDrill = async (engineFolder: string): Promise<Drill> => {
  // What fails without the Jobs table is received again after minutes.
  const options = { env: withoutPrompts, copy: copyWholeProject, timeFactor: 20 };
  const deployed = await startDeployment(engineFolder, options);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(deployed.cloud)));
  const shell = drillShell(deployed);
  return {
    deployed,
    shell,
    client,
    stop: async () => {
      client.destroy();
      shell.remove();
      await deployed.stop();
    },
  };
};

const place = ({ deployed }: Drill, kind: "physical" | "digital" = "physical"): number =>
  deployed.store.place({ kind }).id;

const tableNamed = ({ deployed }: Drill, id: string): DeclaredResource | undefined =>
  deployed.cloud.resources.find(tableType, id);

const damagedDrill = "The Orders table is damaged";

const defineDamage = (engineFolder: string): void => {
  let drill: Drill;
  let time: string;
  let damaged: string;
  let orders: Readonly<Record<"early" | "lost" | "reopened" | "reopenedKept" | "digital", number>>;
  const later: number[] = [];
  const all = (): readonly number[] => Object.values(orders).concat(later);
  const step = (n: number) => drill.shell.run(linesOfStep(guide, damagedDrill, n), { time });
  const deleteRow = (id: number) =>
    drill.client.send(new DeleteCommand({ TableName: damaged, Key: { id } }));
  const placeLater = (): void => void later.push(place(drill));

  before(async () => {
    drill = await startDrill(engineFolder);
    await drill.deployed.cli.succeed("config", "set", "protectData", "true");
    await drill.deployed.cli.succeed("up", "--yes", "--skip-preview");
    damaged = drill.deployed.cloud.tableName("orders");
    const early = place(drill);
    await areAcknowledged(drill.deployed.store, [early]);
    await settled(drill.deployed.store, drill.deployed.cloud);
    time = await passedSecond();
    const [lost, reopened, reopenedKept] = [place(drill), place(drill), place(drill)];
    orders = { early, lost, reopened, reopenedKept, digital: place(drill, "digital") };
    await areAcknowledged(drill.deployed.store, all());
    for (const id of [reopened, reopenedKept]) drill.deployed.store.setStatus(id, 11);
    drill.deployed.store.edit(early, { staff_notes: "Changed after the restored instant" });
    await settled(drill.deployed.store, drill.deployed.cloud);
    for (const id of [lost, reopened, orders.digital]) await deleteRow(id);
  });
  after(() => drill?.stop());

  it("pauses, while webhooks are answered and orders wait", async () => {
    assert.match(await step(1), /"State": "Disabling"[\s\S]*^Disabled$/m);
    placeLater();
    await drill.deployed.store.settled();
    const { orders: depth } = await drill.deployed.cloud.queueDepths();
    assert.ok(depth && depth.visible + depth.delayed > 0);
    assert.deepEqual(statusWrites(drill.deployed.store, later[0] ?? 0), []);
  });

  it("restores the rows of the instant to a new table", async () => {
    assert.match(await step(2), /"TableName": "orders-restored"/);
    const rows = await rowsOf(drill.deployed.cloud, "orders-restored");
    assert.equal(rows.get(orders.early)?.["state"], "acknowledged");
    for (const id of [orders.lost, orders.reopened, orders.reopenedKept, orders.digital])
      assert.equal(rows.has(id), false, String(id));
  });

  it("adopts the table with its stream, protection, tags and recovery, and replaces no table", async () => {
    assert.equal(tableNamed(drill, "orders-restored")?.inputs["streamEnabled"], undefined);
    placeLater();
    const output = await step(3);
    assert.ok(output.includes(`orders: orders-restored, instead of ${damaged}`), output);
    assert.doesNotMatch(output, /replaced|deleted/);
    const { inputs = {} } = tableNamed(drill, "orders-restored") ?? {};
    const { streamEnabled, deletionProtectionEnabled, pointInTimeRecovery, tags } = inputs;
    assert.deepEqual([streamEnabled, deletionProtectionEnabled], [true, true]);
    assert.deepEqual(pointInTimeRecovery, { enabled: true });
    assert.deepEqual(Object.keys(tags as object).sort(), ["project", "stack"]);
    assert.ok(tableNamed(drill, damaged));
  });

  it("shows what is missing, and fills it", async () => {
    assert.match(await step(4), /Dry run: nothing was written/);
    const rows = await rowsOf(drill.deployed.cloud, "orders-restored");
    const states = Object.values(orders).map((id) => rows.get(id)?.["state"]);
    assert.deepEqual([...new Set(states)], ["acknowledged"]);
    const { staff_notes: notes } = rows.get(orders.early)?.["order"] as Row;
    assert.equal(notes, "Changed after the restored instant");
  });

  it("resumes, and acknowledges each order once", async () => {
    const [enable = "", remove = ""] = linesOfStep(guide, damagedDrill, 5);
    assert.match(await drill.shell.run([enable]), /"State": "Enabling"/);
    placeLater();
    await drill.deployed.cloud.runSchedule("poll-orders");
    await areAcknowledged(drill.deployed.store, later);
    await settled(drill.deployed.store, drill.deployed.cloud);
    assertOnceEach(drill.deployed.store, all());
    const rows = await rowsOf(drill.deployed.cloud, "orders-restored");
    for (const id of all()) assert.equal(rows.get(id)?.["state"], "acknowledged", String(id));
    await assertNoDeadLetters(drill.deployed.cloud);
    assertAnswered(drill.deployed.store);
    await drill.shell.run([remove]);
    assert.equal(tableNamed(drill, damaged), undefined);
  });

  it("leaves a state with which nothing is left to update", async () => {
    const output = await drill.deployed.cli.succeed("preview", "--refresh");
    assert.doesNotMatch(output, /to (update|create|delete|replace)/);
  });
};

const jobsDrill = "The Jobs table is deleted";

const defineJobs = (engineFolder: string): void => {
  let drill: Drill;
  let time: string;
  const ids: number[] = [];
  const step = (n: number) => drill.shell.run(linesOfStep(guide, jobsDrill, n), { time });
  before(async () => {
    drill = await startDrill(engineFolder);
    await drill.deployed.cli.succeed("up", "--yes", "--skip-preview");
    ids.push(place(drill), place(drill, "digital"));
    await areAcknowledged(drill.deployed.store, ids);
    await drill.deployed.cloud.runSchedule("poll-orders");
    await settled(drill.deployed.store, drill.deployed.cloud);
    time = await passedSecond();
    const table = drill.deployed.cloud.tableName("jobs");
    await drill.shell.run([`aws dynamodb delete-table --table-name ${table}`]);
    const { error } = await drill.deployed.cloud.runSchedule("poll-orders");
    assert.ok(error);
  });
  after(() => drill?.stop());

  it("is made again by an update, and webhooks go on meanwhile", async () => {
    ids.push(place(drill));
    await areAcknowledged(drill.deployed.store, ids);
    assert.match(await step(1), /\+ 1 created/);
  });

  it("polls again, and no order is acknowledged twice", async () => {
    await step(2);
    const { error } = await drill.deployed.cloud.runSchedule("poll-orders");
    assert.equal(error, undefined);
    ids.push(place(drill));
    await areAcknowledged(drill.deployed.store, ids);
    await settled(drill.deployed.store, drill.deployed.cloud);
    assertOnceEach(drill.deployed.store, ids);
    await assertNoDeadLetters(drill.deployed.cloud);
    assertAnswered(drill.deployed.store);
  });
};

const drills: readonly (readonly [title: string, define: (engineFolder: string) => void])[] = [
  ["a damaged Orders table", defineDamage],
  ["a deleted Jobs table", defineJobs],
];
for (const [title, define] of drills)
  describeEngine(`the restore drill of ${title}`, (engineFolder) => {
    if (awsCliMajor() === undefined) it.skip("is not tested: no AWS CLI is on the PATH");
    else define(engineFolder);
  });
