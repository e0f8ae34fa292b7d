import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Cloud, startCloud } from "../../../local/cloud";
import { type AwsProvider, awsProvider } from "../../../local/provider/awsProvider";
import type { SimulatedStore } from "../../../simulator/simulatedStore";
import { awsCliMajor } from "../../support/awsCli";
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
  itemsOf,
  passedSecond,
  rowsOf,
  settled,
  statusWrites,
  withoutPrompts,
} from "../../support/drill";
import { describeEngine } from "../../support/engine";
import { type RegionalEndpoint, startRegionalEndpoint } from "../../support/regionalEndpoint";
import { stackProviders } from "../../support/stackProviders";
import type { Row } from "../../support/tableRows";

const guide = "docs/moving-region.md";
const section = "Another region";
const region = "eu-west-1";
const newStack = "dev-eu";
const newStatus = 11;
const timeFactor = 20;

/** A stack in one region, and an empty region to move to. */
interface Move {
  readonly deployed: Deployment;
  readonly destination: Cloud;
  readonly shell: DocumentShell;
  readonly stop: () => Promise<void>;
}

const startMove = async (engineFolder: string): Promise<Move> => {
  const others = new Map<string, AwsProvider>();
  const deployed = await startDeployment(engineFolder, {
    env: withoutPrompts,
    copy: copyWholeProject,
    timeFactor,
    adaptProvider: (provider) => stackProviders(provider, others),
  });
  const tables = { restoresTables: true, otherRegions: [deployed.cloud] };
  const destination = await startCloud({ region, timeFactor, ...tables });
  const { resources: cloud, localUrl } = destination;
  others.set(newStack, awsProvider({ region, cloud, localUrl }));
  const endpoint: RegionalEndpoint = await startRegionalEndpoint([deployed.cloud, destination]);
  const shell = drillShell(deployed, endpoint.url);
  return {
    deployed,
    destination,
    shell,
    stop: async () => {
      shell.remove();
      await endpoint.stop();
      await Promise.all([destination.stop(), deployed.stop()]);
    },
  };
};

const destinationsOf = (store: SimulatedStore): readonly string[] => [
  ...new Set(store.hooks().map((hook) => String(hook["destination"]))),
];

const waiting = async (cloud: Cloud): Promise<number> => {
  const { orders } = await cloud.queueDepths();
  assert.ok(orders);
  return orders.visible + orders.delayed + orders.inFlight;
};

/** Without the number of the chunk. */
const versionOf = ({ chunk }: Row): string => String(chunk).replace(/#\d+$/, "");

const noteOf = (row: Row | undefined): unknown =>
  (row?.["order"] as Row | undefined)?.["staff_notes"];

const defineMove = (engineFolder: string): void => {
  let move: Move;
  let source: Cloud;
  let store: SimulatedStore;
  let oldTable: string;
  let rowsAtPause: ReadonlyMap<number, Row>;
  let time = "";
  let oldChunks: string;
  let chunksAtPause: readonly Row[];
  /** Each of them is to be acknowledged once. */
  const placed: number[] = [];
  /** Staff handled it before any stack did. */
  let handledByHand: number;
  /** Placed, completed and edited while webhooks were lost. */
  let unannounced: Readonly<Record<"physical" | "digital" | "edited", number>>;

  const place = (kind: "physical" | "digital" = "physical"): number => {
    const { id } = store.place({ kind });
    placed.push(id);
    return id;
  };
  const edit = (id: number, staff_notes: string): void => store.edit(id, { staff_notes });
  const reopen = (id: number): void => store.setStatus(id, newStatus);
  const step = (n: number): Promise<string> =>
    move.shell.run(linesOfStep(guide, section, n), { region, time });
  const isAcknowledged = async (id: number): Promise<void> => {
    await areAcknowledged(store, [id]);
    await settled(store, source);
  };
  /** Placed, acknowledged, and re-opened by staff. */
  const placeAndReopen = async (): Promise<void> => {
    const id = place();
    await isAcknowledged(id);
    reopen(id);
  };
  const copiedRows = () => rowsOf(move.destination, "orders-moved");

  before(async () => {
    move = await startMove(engineFolder);
    ({ cloud: source, store } = move.deployed);
    const { cli } = move.deployed;
    await cli.succeed("config", "set", "protectData", "true");
    await cli.succeed("up", "--yes", "--skip-preview");
    oldTable = source.tableName("orders");
    oldChunks = source.tableName("order-chunks");
    const large = store.place({ kind: "physical", lines: 100, giftMessageLength: 6_000 }).id;
    placed.push(large);
    await isAcknowledged(large);
    const digital = place("digital");
    await isAcknowledged(digital);
    await placeAndReopen();
    await source.runSchedule("poll-orders");
    await settled(store, source);
  });
  after(() => move?.stop());

  it("deploys a second stack, which writes nothing, beside the first", async () => {
    assert.match(await step(1), /\+ 82 created/);
    assert.equal(destinationsOf(store).length, 2);
    await placeAndReopen();
    const { error } = await move.destination.runSchedule("poll-orders");
    assert.equal(error, undefined);
    await settled(store, move.destination);
    assertOnceEach(store, placed);
    assert.equal((await rowsOf(move.destination, move.destination.tableName("orders"))).size, 0);
  });

  it("holds the orders of the new stack, while the old stack goes on", async () => {
    assert.match(await step(2), /"State": "Disabling"[\s\S]*^Disabled$/m);
    await placeAndReopen();
    assert.ok((await waiting(move.destination)) > 0);
    store.setDeliveryFaults({ drop: 1 });
    const [large = 0] = placed;
    edit(large, "Edited without a webhook");
    unannounced = { physical: place(), digital: place("digital"), edited: large };
    await store.settled();
    store.setDeliveryFaults({});
  });

  it("pauses the old stack, while both answer webhooks", async () => {
    await settled(store, source);
    assert.match(await step(3), /"State": "Disabling"[\s\S]*^Disabled$/m);
    rowsAtPause = await rowsOf(source, oldTable);
    chunksAtPause = await itemsOf(source, oldChunks);
    assert.ok(chunksAtPause.length > 1);
    const waitingId = place();
    handledByHand = store.place({ kind: "physical" }).id;
    store.ship(handledByHand);
    await store.settled();
    assert.ok((await waiting(source)) > 0);
    assert.deepEqual(statusWrites(store, waitingId), []);
    time = await passedSecond();
  });

  it("copies the tables to the other region", async () => {
    assert.match(await step(4), /"TableName": "orders-moved"/);
    assert.deepEqual(await copiedRows(), rowsAtPause);
    assert.deepEqual(await itemsOf(move.destination, "order-chunks-moved"), chunksAtPause);
    place();
    const [, , reopened = 0] = placed;
    edit(reopened, "Edited after the copy");
    await store.settled();
  });

  it("adopts the copy, and fills what the copy lacks", async () => {
    const output = await step(5);
    assert.match(output, /orders: orders-moved, instead of orders-/);
    assert.doesNotMatch(output, /[+-] \d+ (replaced|deleted)/);
    assert.match(output, /Dry run: nothing was written/);
    const report = readFileSync(path.join(move.deployed.directory, "orders.jsonl"), "utf8");
    const lines = report
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    const outcomes = new Map(lines.map(({ orderId, outcome }) => [orderId, outcome]));
    assert.equal(outcomes.get(unannounced.physical), "queue");
    assert.equal(outcomes.get(unannounced.digital), "queue");
    assert.equal(outcomes.get(handledByHand), "record");
    assert.equal(noteOf((await copiedRows()).get(unannounced.edited)), "Edited without a webhook");
    reopen(handledByHand);
    await store.settled();
  });

  it("resumes, and acknowledges each order once", async () => {
    assert.match(await step(6), /"State": "Enabling"/);
    place();
    const { error } = await move.destination.runSchedule("poll-orders");
    assert.equal(error, undefined);
    const versions = new Set(
      (await itemsOf(move.destination, "order-chunks-moved")).map(versionOf),
    );
    assert.equal(versions.size, 1, "the chunks of the edited order, and no earlier ones");
    await areAcknowledged(store, placed);
    const late = place("digital");
    await areAcknowledged(store, [late]);
    for (const id of placed) edit(id, `Moved with order ${id}`);
    await settled(store, move.destination);
    assertOnceEach(store, placed);
    assert.deepEqual(statusWrites(store, handledByHand), []);
    const rows = await copiedRows();
    for (const id of [...placed, handledByHand])
      assert.equal(rows.get(id)?.["state"], "acknowledged", String(id));
    for (const id of placed) assert.equal(noteOf(rows.get(id)), `Moved with order ${id}`);
    await assertNoDeadLetters(move.destination);
  });

  it("leaves the old table as it was at the pause, and answers every webhook", async () => {
    assert.deepEqual(await rowsOf(source, oldTable), rowsAtPause);
    assertAnswered(store);
  });

  it("removes the old stack with its webhooks, and leaves the new one whole", async () => {
    assert.match(await step(7), /Stack 'dev' has been removed!/);
    assert.deepEqual(source.resources.list(), []);
    const output = await move.deployed.cli.succeed("stack", "output", "webhookUrl");
    assert.deepEqual(destinationsOf(store), [output.trim()]);
    assert.equal(store.hooks().length, 6);
    const preview = await move.deployed.cli.succeed("preview", "--refresh", "--run-program");
    assert.doesNotMatch(preview, /to (update|create|delete|replace)/);
    const id = place();
    await areAcknowledged(store, [id]);
    await settled(store, move.destination);
    assertOnceEach(store, placed);
  });
};

describeEngine("a move to another region", (engineFolder) => {
  if (awsCliMajor() === undefined) it.skip("is not tested: no AWS CLI is on the PATH");
  else defineMove(engineFolder);
});
