import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { backupFile, importStack, type Pulumi } from "../../recovery/stackImport/importStack";
import type { Finding } from "../../recovery/stackImport/matchResources";

const table = { type: "aws:dynamodb/table:Table", name: "orders", id: "<PLACEHOLDER>" };
const component = { type: "shop:infra:Table", name: "ordersTable", component: true };
const webhook = { ...table, type: "pulumi-nodejs:dynamic:Webhook", name: "created" };
const findings: readonly Finding[] = [
  { entry: component, outcome: "component" },
  { entry: table, outcome: "found", id: "orders-0a1b2c3" },
  { entry: webhook, outcome: "create" },
];
const state = (defaults: readonly string[]) => ({
  deployment: { resources: [{ inputs: { name: "orders-0a1b2c3", __defaults: defaults } }] },
});

describe("importStack", () => {
  let directory: string;
  let imports: unknown[];
  let states: unknown[];
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "import-stack-test-"));
    [imports, states] = [[], []];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const readGiven = (args: readonly string[]): unknown =>
    JSON.parse(readFileSync(args[args.indexOf("--file") + 1] ?? "", "utf8"));
  const pulumi =
    (isImported: boolean): Pulumi =>
    (args) => {
      if (args.join(" ") === "stack export") return JSON.stringify(state([]));
      (args[0] === "import" ? imports : states).push(readGiven(args));
      if (args[0] === "import" && !isImported) throw new Error("The import stopped");
      return "";
    };
  const run = (isImported: boolean): void =>
    importStack({
      stack: "dev",
      file: { resources: [component, table, webhook] },
      findings,
      directory,
      pulumi: pulumi(isImported),
    });

  it("imports components and what was found, and keeps the names and a backup", () => {
    run(true);
    const resources = [component, { ...table, id: "orders-0a1b2c3" }];
    assert.deepEqual([imports, states], [[{ resources }], [state(["name"])]]);
    assert.deepEqual(JSON.parse(readFileSync(path.join(directory, backupFile), "utf8")), state([]));
  });

  it("keeps the names of what was imported before the import stopped, and fails", () => {
    assert.throws(() => run(false), /The import stopped/);
    assert.deepEqual(states, [state(["name"])]);
  });
});
