import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { readEvent, sampleEventNames } from "../../local/invoke/eventFile";
import { formatInvocation } from "../../local/invoke/formatInvocation";
import { invokeFunction, type InvokeResult } from "../../local/invoke/invokeFunction";
import { type OpenedStore, openStore } from "../../local/start/openStore";
import { only, ownSettings, parsedJson, types } from "../support/recordedStack";

const root = path.join(__dirname, "../..");

describe("npm run invoke", function () {
  this.timeout(120_000);
  let opened: OpenedStore;
  let stack: DeclaredStack;
  let directory: string;
  before(async () => {
    opened = await openStore({ orders: 10, seed: 1 });
    stack = await declareStack({ stack: "dev", config: { ...ownSettings, ...opened.settings } });
    directory = mkdtempSync(path.join(tmpdir(), "invoke-"));
  });
  after(async () => {
    await opened.store.close();
    rmSync(directory, { recursive: true });
  });

  const invoke = (functionName: string, event?: unknown): Promise<InvokeResult> =>
    invokeFunction({ functionName, event: event ?? readEvent(functionName), stack, opened });
  const plainText = (...report: Parameters<typeof formatInvocation>): string =>
    stripVTControlCharacters(formatInvocation(...report));
  const storeNow = async () => {
    const orders = await opened.store.orders({ newStatuses: [], completedSince: new Date(0) });
    return new Map(orders.map(({ id, statusId }) => [id, statusId]));
  };

  it("has a sample event for each function of the stack", () => {
    const { functionNames } = stack.outputs as { functionNames: object };
    assert.deepEqual(sampleEventNames(), Object.keys(functionNames).sort());
  });

  it("has a sample webhook for a route that is declared", () => {
    const { resource, httpMethod } = readEvent("receiveWebhook") as Record<string, string>;
    const { paths } = parsedJson(only(stack, types.restApi, "webhooks").inputs.body) as {
      paths: Record<string, object>;
    };
    assert.ok(httpMethod && httpMethod.toLowerCase() in (paths[resource ?? ""] ?? {}));
  });

  it("polls the simulated store and leaves the orders in the queue", async () => {
    const before = await storeNow();
    const polled = await invoke("pollOrders");
    assert.deepEqual([polled.error, polled.result], [undefined, { queued: 8 }]);
    assert.deepEqual(polled.queues, { orders: 8, "orders-dead-letters": 0 });
    assert.deepEqual(await storeNow(), before);
    const text = plainText("pollOrders", polled);
    assert.match(text, /^Log\n/);
    assert.match(text, /\n {2}poll\.started\n {6}version=\S+ {2}traceId=/);
    assert.match(text, /\n {2}metrics {2}OrdersQueued=8/);
    assert.match(text, /\nResult\n {2}\{\n {4}"queued": 8\n/);
    assert.match(text, /\nSide effects\n {2}8 messages in the queue orders\n/);
    assert.match(text, /\npollOrders took \d+ ms on Node v\d+\.\d+\.\d+/);
  });

  it("accepts a webhook with the secret and the store hash of this run", async () => {
    const received = await invoke("receiveWebhook");
    const { statusCode } = received.result as { statusCode: number };
    assert.deepEqual([statusCode, received.queues.orders], [200, 1]);
    assert.ok(received.logs.some((line) => line.includes('"webhook.queued"')));
  });

  it("processes a message about a new order of the store", async () => {
    const before = await storeNow();
    const processed = await invoke("processOrders");
    assert.deepEqual(processed.result, { batchItemFailures: [] });
    const moved = [...(await storeNow())].filter(([id, status]) => before.get(id) !== status);
    assert.equal(moved.length, 1);
    assert.match(plainText("processOrders", processed), /acknowledged: .* → /);
  });

  it("prints a failure with the error's type, message and trace", async () => {
    const { error, ...rest } = await invoke("processOrders", { records: "none" });
    assert.equal(error?.errorType, "TypeError");
    const text = plainText("processOrders", { error, ...rest });
    assert.match(text, /\nFailed\n {2}TypeError: .*\n {2}at /);
    assert.doesNotMatch(text, /\nResult\n/);
  });

  const run = (...words: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const main = ["--require", "tsx/cjs", "local/invoke/main.ts"];
      const child = spawn(process.execPath, [...main, ...words], { cwd: root });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk) => (stdout += String(chunk)));
      child.stderr.on("data", (chunk) => (stderr += String(chunk)));
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });

  it("exits with 1 and prints the error as JSON when the function fails", async () => {
    const event = path.join(directory, "event.json");
    writeFileSync(event, "{}");
    const { code, stdout, stderr } = await run("processOrders", event, "--json");
    assert.deepEqual([code, stderr], [1, ""]);
    const report = JSON.parse(stdout) as InvokeResult & { function: string };
    assert.deepEqual([report.function, report.error?.errorType], ["processOrders", "TypeError"]);
    assert.ok(report.durationMs > 0);
  });

  it("exits with 2 and prints its usage for an unknown function or a missing event", async () => {
    const [noFunction, noEvent] = await Promise.all([
      run("poll"),
      run("pollOrders", "absent.json"),
    ]);
    assert.deepEqual([noFunction.code, noEvent.code], [2, 2]);
    assert.match(
      noFunction.stderr,
      /^Expected a function, .*, got "poll"\n\nUsage: npm run invoke/,
    );
    assert.match(noEvent.stderr, /^Expected a file at absent\.json, .*\n\nUsage: npm run invoke/);
  });
});
